package io.boardstream.matrix.failure;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.NamePattern;
import io.boardstream.matrix.catalogue.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The ordered rules that put the text of a failure into a category. Immutable; matching takes time
 * linear in the text, whatever rules a user adds. The stage of a failure is not their business: it
 * comes from the event.
 */
public final class FailureRules {

  /** More kinds than that nobody tells apart. */
  public static final int MAX_CATEGORIES = 20;

  private static final Set<String> KEYS = Set.of("categories", "rules");
  private static final Set<String> CATEGORY_KEYS = Set.of("id", "title", "action", "of-the-model");
  private static final Set<String> RULE_KEYS = Set.of("id", "category", "match");
  private static final Pattern ID = Pattern.compile("[a-z0-9-]{1,60}");

  private final Map<String, FailureCategory> categories;
  private final List<Rule> rules;
  private final FailureCategory unknown;

  private record Rule(String id, FailureCategory category, List<NamePattern> patterns) {}

  private FailureRules(Map<String, FailureCategory> categories, List<Rule> rules) {
    this.categories = categories;
    this.rules = List.copyOf(rules);
    FailureCategory found = categories.get(FailureCategory.UNKNOWN);
    if (found == null) {
      throw new IllegalStateException("The rules lack the category unknown");
    }
    this.unknown = found;
  }

  /** The rules that are shipped with the project. */
  public static FailureRules builtIn() {
    FailureCategory nothingKnown =
        new FailureCategory(FailureCategory.UNKNOWN, "Unknown", "Read the log.", true);
    return new FailureRules(Map.of(FailureCategory.UNKNOWN, nothingKnown), List.of())
        .extendedBy(resource("failures.yaml"));
  }

  /**
   * These rules after those of a text, which may add categories and reword those that exist.
   *
   * @throws CatalogueException naming the text, the line, and what is wrong
   */
  public FailureRules extendedBy(CatalogueText text) {
    Optional<YamlMap> parsed = YamlMap.parse(text, KEYS);
    if (parsed.isEmpty()) {
      return this;
    }
    YamlMap map = parsed.get();
    Map<String, FailureCategory> all = new LinkedHashMap<>(categories);
    for (YamlMap entry : map.maps("categories", CATEGORY_KEYS)) {
      String id = id(entry);
      all.put(
          id,
          new FailureCategory(
              id,
              entry.required("title"),
              entry.required("action"),
              entry.flag("of-the-model").orElse(true)));
      if (all.size() > MAX_CATEGORIES) {
        throw entry.error(
            "id", "is category number " + all.size() + ", but at most " + MAX_CATEGORIES + " are");
      }
    }
    List<Rule> before = new ArrayList<>();
    for (YamlMap entry : map.maps("rules", RULE_KEYS)) {
      before.add(rule(entry, all));
    }
    for (Rule rule : rules) {
      FailureCategory category = all.getOrDefault(rule.category().id(), rule.category());
      before.add(new Rule(rule.id(), category, rule.patterns()));
    }
    return new FailureRules(all, before);
  }

  /** The category of a failure with this text: an error message, a trace, or the end of a log. */
  public Diagnosis diagnose(String text) {
    String said = FailureText.of(text);
    for (Rule rule : rules) {
      for (NamePattern pattern : rule.patterns()) {
        Optional<String> found = pattern.firstIn(said);
        if (found.isPresent()) {
          return new Diagnosis(rule.category(), Optional.of(rule.id()), found.get().strip());
        }
      }
    }
    return new Diagnosis(unknown, Optional.empty(), "");
  }

  public List<FailureCategory> categories() {
    return List.copyOf(categories.values());
  }

  public Optional<FailureCategory> category(String id) {
    return Optional.ofNullable(categories.get(id));
  }

  private static Rule rule(YamlMap entry, Map<String, FailureCategory> categories) {
    FailureCategory category = categories.get(entry.required("category"));
    if (category == null) {
      throw entry.error("category", "is none of " + String.join(", ", categories.keySet()));
    }
    List<String> expressions = entry.strings("match").orElse(List.of());
    if (expressions.isEmpty()) {
      throw entry.error("match", "needs at least one regular expression");
    }
    return new Rule(
        id(entry),
        category,
        expressions.stream()
            .map(expression -> NamePattern.of(expression, "match", entry::error))
            .toList());
  }

  private static String id(YamlMap entry) {
    String id = entry.required("id");
    if (!ID.matcher(id).matches()) {
      throw entry.error("id", "must be of a-z, 0-9 and -, at most 60 long");
    }
    return id;
  }

  private static CatalogueText resource(String name) {
    try (InputStream in = FailureRules.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The class path lacks the built-in rules " + name);
      }
      return new CatalogueText("built-in " + name, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in rules " + name, e);
    }
  }
}
