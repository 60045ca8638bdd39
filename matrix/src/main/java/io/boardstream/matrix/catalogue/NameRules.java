package io.boardstream.matrix.catalogue;

import io.boardstream.avro.CatalogRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the name of a model says about it, by ordered rules: the first that matches decides. */
final class NameRules {
  private static final Set<String> SECTIONS = Set.of("families", "parameters", "tasks", "defaults");

  /** Longer names are no names of people; the rules look at their beginning. */
  private static final int MAX_NAME = 200;

  private static final int MAX_REMEMBERED = 10_000;

  private final Map<String, Facts> remembered = new ConcurrentHashMap<>();
  private final List<FamilyRule> families = new ArrayList<>();
  private final List<ParametersRule> parameters = new ArrayList<>();
  private final List<TasksRule> tasks = new ArrayList<>();
  private Family defaultFamily = new Family("Other", "");
  private List<String> defaultTasks = List.of();

  private NameRules() {}

  static NameRules of(List<CatalogueText> texts) {
    NameRules rules = new NameRules();
    for (CatalogueText text : texts) {
      YamlMap.parse(text, SECTIONS).ifPresent(rules::putFirst);
    }
    return rules;
  }

  static NameRules ofEntry(CatalogRules entry) {
    ErrorAt at = ErrorAt.entry("rules", "record");
    NameRules rules = new NameRules();
    entry
        .getFamilies()
        .forEach(
            rule ->
                rules.families.add(
                    new FamilyRule(
                        NamePattern.of(rule.getMatch(), "match", at),
                        new Family(rule.getFamily(), rule.getDescription()))));
    entry
        .getParameters()
        .forEach(
            rule ->
                rules.parameters.add(
                    ParametersRule.of(
                        NamePattern.of(rule.getMatch(), "match", at), rule.getParameters(), at)));
    entry
        .getTasks()
        .forEach(
            rule ->
                rules.tasks.add(
                    new TasksRule(
                        NamePattern.of(rule.getMatch(), "match", at),
                        List.copyOf(rule.getTasks()))));
    rules.defaultFamily = new Family(entry.getDefaultFamily(), entry.getDefaultDescription());
    rules.defaultTasks = List.copyOf(entry.getDefaultTasks());
    return rules;
  }

  /** All rules as one record, sealed with a fingerprint. */
  CatalogRules entry(String fingerprint) {
    return new CatalogRules(
        fingerprint,
        families.stream()
            .map(
                rule ->
                    new io.boardstream.avro.FamilyRule(
                        rule.match.toString(), rule.family.name, rule.family.description))
            .toList(),
        parameters.stream()
            .map(
                rule ->
                    new io.boardstream.avro.ParametersRule(rule.match.toString(), rule.template))
            .toList(),
        tasks.stream()
            .map(rule -> new io.boardstream.avro.TasksRule(rule.match.toString(), rule.tasks))
            .toList(),
        defaultFamily.name,
        defaultFamily.description,
        defaultTasks);
  }

  /** What the rules say of a name; remembered, as the same names come again and again. */
  Facts facts(String fullName) {
    String name = fullName.substring(0, Math.min(fullName.length(), MAX_NAME));
    Facts known = remembered.get(name);
    if (known != null) {
      return known;
    }
    Facts facts = derive(name);
    if (remembered.size() < MAX_REMEMBERED) {
      remembered.put(name, facts);
    }
    return facts;
  }

  void addTo(Fingerprint fingerprint) {
    fingerprint.add("families");
    for (FamilyRule rule : families) {
      fingerprint.add(rule.match.toString()).add(rule.family.name).add(rule.family.description);
    }
    fingerprint.add("parameters");
    parameters.forEach(rule -> fingerprint.add(rule.match.toString()).add(rule.template));
    fingerprint.add("tasks");
    tasks.forEach(rule -> fingerprint.add(rule.match.toString()).addAll(rule.tasks));
    fingerprint.add("defaults").add(defaultFamily.name).add(defaultFamily.description);
    fingerprint.addAll(defaultTasks);
  }

  private Facts derive(String name) {
    return new Facts(
        families.stream()
            .filter(rule -> rule.match.isIn(name))
            .findFirst()
            .map(FamilyRule::family)
            .orElse(defaultFamily),
        parameters.stream()
            .flatMap(rule -> rule.match.expand(name, rule.template).stream())
            .findFirst(),
        tasks.stream()
            .filter(rule -> rule.match.isIn(name))
            .findFirst()
            .map(TasksRule::tasks)
            .orElse(defaultTasks));
  }

  private void putFirst(YamlMap root) {
    families.addAll(
        0,
        root.maps("families", Set.of("match", "family", "description")).stream()
            .map(FamilyRule::of)
            .toList());
    parameters.addAll(
        0,
        root.maps("parameters", Set.of("match", "parameters")).stream()
            .map(ParametersRule::of)
            .toList());
    tasks.addAll(
        0, root.maps("tasks", Set.of("match", "tasks")).stream().map(TasksRule::of).toList());
    root.nested("defaults", Set.of("family", "tasks", "description"))
        .ifPresent(
            defaults -> {
              defaultFamily =
                  new Family(
                      defaults.optional("family").orElse(defaultFamily.name),
                      defaults.optional("description").orElse(defaultFamily.description));
              defaultTasks = defaults.strings("tasks").orElse(defaultTasks);
            });
  }

  /** A family, and the sentence for those of its models that no entry describes. */
  record Family(String name, String description) {}

  /** What a name says. */
  record Facts(Family family, Optional<String> parameters, List<String> tasks) {}

  private record FamilyRule(NamePattern match, Family family) {
    static FamilyRule of(YamlMap yaml) {
      return new FamilyRule(
          NamePattern.of(yaml.required("match"), "match", yaml::error),
          new Family(yaml.required("family"), yaml.optional("description").orElse("")));
    }
  }

  private record ParametersRule(NamePattern match, String template) {
    static ParametersRule of(YamlMap yaml) {
      NamePattern match = NamePattern.of(yaml.required("match"), "match", yaml::error);
      return of(match, yaml.required("parameters"), yaml::error);
    }

    static ParametersRule of(NamePattern match, String template, ErrorAt at) {
      match.requireTemplate(at, "parameters", template);
      return new ParametersRule(match, template);
    }
  }

  private record TasksRule(NamePattern match, List<String> tasks) {
    static TasksRule of(YamlMap yaml) {
      return new TasksRule(
          NamePattern.of(yaml.required("match"), "match", yaml::error),
          yaml.strings("tasks").orElseThrow(() -> yaml.error("tasks", "is missing; add a list")));
    }
  }
}
