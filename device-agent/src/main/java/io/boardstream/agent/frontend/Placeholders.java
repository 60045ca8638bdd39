package io.boardstream.agent.frontend;

import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code {name}} in arguments of a command. */
final class Placeholders {
  static final Set<String> KNOWN =
      Set.of(
          "model",
          "model-name",
          "device",
          "architecture",
          "work",
          "harness",
          "java",
          "class-path",
          "options");

  private static final Pattern NAME = Pattern.compile("\\{([a-z-]+)}");

  private Placeholders() {}

  /** The first that is not known, or empty. */
  static String unknownIn(String argument) {
    Matcher names = NAME.matcher(argument);
    while (names.find()) {
      if (!KNOWN.contains(names.group(1))
          || (names.group(1).equals("options") && !argument.equals("{options}"))) {
        return names.group();
      }
    }
    return "";
  }

  static String fill(String argument, Map<String, String> values) {
    return NAME.matcher(argument)
        .replaceAll(
            name -> {
              String value = values.get(name.group(1));
              if (value == null) {
                throw new IllegalArgumentException("Nothing is known for " + name.group());
              }
              return Matcher.quoteReplacement(value);
            });
  }
}
