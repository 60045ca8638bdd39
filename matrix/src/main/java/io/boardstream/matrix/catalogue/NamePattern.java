package io.boardstream.matrix.catalogue;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Optional;

/**
 * A regular expression over names or texts, case-insensitive, found anywhere in them. RE2 syntax:
 * matching takes time linear in the name, whatever a user writes; look-around and back-references
 * do not exist.
 */
public final class NamePattern {
  private static final int MAX_LENGTH = 500;

  /** RE2 unrolls counted repetitions: nested ones could otherwise fill the memory. */
  private static final int MAX_UNROLLED = 1_000;

  private static final java.util.regex.Pattern COUNTED =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");
  private static final java.util.regex.Pattern GROUP_REFERENCE =
      java.util.regex.Pattern.compile("\\$(?:(\\d)|(.?))", java.util.regex.Pattern.DOTALL);

  private final Pattern pattern;

  private NamePattern(Pattern pattern) {
    this.pattern = pattern;
  }

  public static NamePattern of(String expression, String key, ErrorAt at) {
    if (expression.length() > MAX_LENGTH) {
      throw at.error(key, "is longer than " + MAX_LENGTH + " characters; split the rule");
    }
    if (unrolled(expression) > MAX_UNROLLED) {
      throw at.error(
          key, "repeats too often: its {n} multiply to more than " + MAX_UNROLLED + "; use +");
    }
    try {
      return new NamePattern(Pattern.compile(expression, Pattern.CASE_INSENSITIVE));
    } catch (PatternSyntaxException e) {
      throw at.error(
          key,
          "is no regular expression of RE2 syntax: "
              + e.getDescription()
              + " in \""
              + expression
              + "\" (see https://github.com/google/re2/wiki/Syntax)");
    }
  }

  /** Checks that a template like {@code $1B} refers to groups that exist. */
  void requireTemplate(ErrorAt at, String key, String template) {
    java.util.regex.Matcher references = GROUP_REFERENCE.matcher(template);
    while (references.find()) {
      if (references.group(1) == null
          || Integer.parseInt(references.group(1)) > pattern.groupCount()) {
        throw at.error(
            key,
            "refers to \"%s\", but the expression has %d groups in parentheses"
                .formatted(references.group(), pattern.groupCount()));
      }
    }
  }

  public boolean isIn(String name) {
    return pattern.matcher(name).find();
  }

  /** What it matches first, if anything. */
  public Optional<String> firstIn(String text) {
    Matcher matcher = pattern.matcher(text);
    return matcher.find() ? Optional.of(matcher.group()) : Optional.empty();
  }

  /** The template with the groups of the first match. */
  Optional<String> expand(String name, String template) {
    Matcher matcher = pattern.matcher(name);
    if (!matcher.find()) {
      return Optional.empty();
    }
    StringBuilder expanded = new StringBuilder();
    for (int i = 0; i < template.length(); i++) {
      if (template.charAt(i) == '$') {
        String group = matcher.group(template.charAt(++i) - '0');
        expanded.append(group == null ? "" : group);
      } else {
        expanded.append(template.charAt(i));
      }
    }
    return Optional.of(expanded.toString()).filter(text -> !text.isBlank());
  }

  @Override
  public String toString() {
    return pattern.pattern();
  }

  private static long unrolled(String expression) {
    long product = 1;
    java.util.regex.Matcher counted = COUNTED.matcher(expression);
    while (counted.find() && product <= MAX_UNROLLED) {
      String most = counted.group(2);
      long times = Long.parseLong(most == null || most.isEmpty() ? counted.group(1) : most);
      product *= Math.max(1, times);
    }
    return product;
  }
}
