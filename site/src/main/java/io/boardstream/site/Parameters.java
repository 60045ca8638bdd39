package io.boardstream.site;

import io.boardstream.runtime.Nearest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The parameters of a request; what has no meaning is a problem that says so. */
final class Parameters {

  private final Map<String, List<String>> values;

  /**
   * Checks the names.
   *
   * @throws Problem.Raised when one is not known
   */
  Parameters(Map<String, List<String>> values, Set<String> known) {
    this.values = values;
    for (String name : values.keySet()) {
      if (!known.contains(name)) {
        throw new Problem.Raised(
            400,
            "There is no parameter \"%s\". Did you mean \"%s\"? There are %s."
                .formatted(
                    name, Nearest.of(known, name).orElse(""), known.stream().sorted().toList()));
      }
    }
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  Optional<String> last(String name) {
    List<String> given = all(name);
    return given.isEmpty() ? Optional.empty() : Optional.of(given.get(given.size() - 1));
  }

  /** One that must be there. */
  String needed(String name) {
    return last(name)
        .filter(value -> !value.isBlank())
        .orElseThrow(() -> new Problem.Raised(400, "\"%s\" is missing.".formatted(name)));
  }

  /** A whole number from 1 on. */
  int number(String name, int otherwise, int most) {
    String text = last(name).orElse(Integer.toString(otherwise));
    if (text.matches("[0-9]{1,7}")) {
      int number = Integer.parseInt(text);
      if (number >= 1 && number <= most) {
        return number;
      }
    }
    throw new Problem.Raised(400, "\"%s\" is a number from 1 to %,d.".formatted(name, most));
  }

  /** A day or a moment. */
  Optional<Instant> time(String name, boolean endOfDay) {
    return last(name)
        .map(
            text -> {
              try {
                return text.length() == 10
                    ? LocalDate.parse(text)
                        .plusDays(endOfDay ? 1 : 0)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant()
                        .minusNanos(endOfDay ? 1_000 : 0)
                    : Instant.parse(text);
              } catch (DateTimeParseException e) {
                throw new Problem.Raised(
                    400,
                    "\"%s\" is a day as 2026-11-20, or a moment as 2026-11-20T08:00:00Z."
                        .formatted(name));
              }
            });
  }
}
