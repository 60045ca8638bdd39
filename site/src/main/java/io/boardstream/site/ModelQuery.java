package io.boardstream.site;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which models a list shows, in which order, and which page of it. Several values of one filter
 * mean any of them; several filters mean all of them. The pages in the browser filter by the same
 * rules, in {@code filter.js}.
 *
 * @param words each must stand in the name, family, tasks or devices of a model
 * @param page from 1
 */
record ModelQuery(
    Set<String> tasks,
    Set<String> families,
    Set<String> hardware,
    Set<String> software,
    Set<String> statuses,
    List<String> words,
    String sort,
    int page,
    int size) {

  private static final Set<String> PARAMETERS =
      Set.of("task", "family", "hardware", "software", "status", "q", "sort", "page", "size");

  private static final Map<String, Comparator<ModelLine>> ORDERS =
      Map.of(
          "name", Comparator.comparing(line -> line.displayName().toLowerCase(Locale.ROOT)),
          "family", Comparator.comparing(line -> line.family().toLowerCase(Locale.ROOT)),
          "last_verified", Comparator.comparing(ModelLine::lastVerified),
          "supported", Comparator.comparing(ModelQuery::supported));

  static final int LARGEST_PAGE = 500;

  /**
   * Reads the parameters of a request.
   *
   * @throws Problem.Raised when one is not known or its value has no meaning
   */
  static ModelQuery of(Map<String, List<String>> parameters) {
    Parameters given = new Parameters(parameters, PARAMETERS);
    String sort = given.last("sort").orElse("name");
    if (!ORDERS.containsKey(sort.replaceFirst("^-", ""))) {
      throw new Problem.Raised(
          400,
          "\"sort\" is one of %s, with a \"-\" in front for descending."
              .formatted(sorted(ORDERS.keySet())));
    }
    return new ModelQuery(
        lower(given, "task"),
        lower(given, "family"),
        lower(given, "hardware"),
        lower(given, "software"),
        lower(given, "status"),
        words(given.last("q").orElse("")),
        sort,
        given.number("page", 1, 1_000_000),
        given.number("size", 50, LARGEST_PAGE));
  }

  /** Whether columns of this device are shown: all, or those that are asked for. */
  boolean shows(DeviceLine device) {
    return any(hardware, List.of(device.id(), device.displayName()));
  }

  /** The models that the filters leave, in order. */
  List<KnownModel> select(Collection<KnownModel> models) {
    List<KnownModel> selected = new ArrayList<>();
    for (KnownModel model : models) {
      if (matches(model)) {
        selected.add(model);
      }
    }
    Comparator<KnownModel> order =
        Comparator.comparing(KnownModel::line, ORDERS.get(sort.replaceFirst("^-", "")));
    // Ties stay ordered by id, either way.
    selected.sort(sort.startsWith("-") ? order.reversed() : order);
    return selected;
  }

  /** The page of what {@link #select} gave. */
  List<KnownModel> page(List<KnownModel> selected) {
    int from = (int) Math.min((long) (page - 1) * size, selected.size());
    return selected.subList(from, Math.min(from + size, selected.size()));
  }

  private boolean matches(KnownModel model) {
    ModelLine line = model.line();
    return any(tasks, line.tasks())
        && any(families, List.of(line.family()))
        && ((hardware.isEmpty() && software.isEmpty() && statuses.isEmpty())
            || line.cells().values().stream().anyMatch(cell(model)))
        && hasWords(model);
  }

  private Predicate<CellLine> cell(KnownModel model) {
    return cell ->
        any(hardware, List.of(cell.device(), model.devices().getOrDefault(cell.device(), "")))
            && any(software, cell.software() == null ? List.of() : List.of(cell.software()))
            && any(statuses, List.of(cell.status()));
  }

  private boolean hasWords(KnownModel model) {
    if (words.isEmpty()) {
      return true;
    }
    ModelLine line = model.line();
    StringBuilder text = new StringBuilder(256);
    text.append(line.displayName()).append('\n').append(line.id()).append('\n');
    text.append(line.family()).append('\n');
    line.tasks().forEach(task -> text.append(task).append('\n'));
    model.devices().forEach((id, name) -> text.append(id).append('\n').append(name).append('\n'));
    String lower = text.toString().toLowerCase(Locale.ROOT);
    return words.stream().allMatch(lower::contains);
  }

  private static long supported(ModelLine line) {
    return line.cells().values().stream().filter(cell -> cell.status().equals("Supported")).count();
  }

  private static boolean any(Set<String> wanted, Collection<String> there) {
    return wanted.isEmpty()
        || there.stream().anyMatch(one -> wanted.contains(one.toLowerCase(Locale.ROOT)));
  }

  private static Set<String> lower(Parameters parameters, String name) {
    Set<String> values = new HashSet<>();
    for (String value : parameters.all(name)) {
      if (!value.isBlank()) {
        values.add(value.strip().toLowerCase(Locale.ROOT));
      }
    }
    return values;
  }

  private static List<String> words(String text) {
    return List.of(text.toLowerCase(Locale.ROOT).strip().split("\\s+", -1)).stream()
        .filter(word -> !word.isEmpty())
        .toList();
  }

  private static List<String> sorted(Set<String> names) {
    return names.stream().sorted().toList();
  }
}
