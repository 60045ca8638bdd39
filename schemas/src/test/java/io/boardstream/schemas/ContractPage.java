package io.boardstream.schemas;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * The page that tells subscribers what is on which topic, made from the catalogue and the schemas.
 */
final class ContractPage {

  private final StringBuilder out = new StringBuilder();
  private final Map<String, Schema> types = new LinkedHashMap<>();

  private ContractPage() {}

  static String text() {
    ContractPage page = new ContractPage();
    page.write();
    return page.out.toString();
  }

  private void write() {
    line("# Topics");
    line("");
    line(
        "Generated from the topic catalogue and the schemas; do not edit. See [README](README.md) for how to read it.");
    line("");
    line("| topic | key | value | partitions | cleanup | written by |");
    line("|---|---|---|---|---|---|");
    documented().forEach(this::row);
    documented().forEach(this::section);
    line("");
    line("# Types");
    types.values().forEach(this::type);
  }

  /** Every topic, and every family of topics as one. */
  static List<Topic> documented() {
    return Stream.concat(TopicCatalogue.all().stream(), TopicCatalogue.families().stream())
        .toList();
  }

  private void row(Topic topic) {
    line(
        "| [`%s`](#%s) | %s | %s | %s | %s | %s |"
            .formatted(
                topic.name(),
                topic.name().replaceAll("[.{}]", ""),
                cell(topic.key()),
                topic.value().map(ContractPage::link).orElse("bytes"),
                partitions(topic),
                topic.config().get("cleanup.policy"),
                topic.owner()));
  }

  private void section(Topic topic) {
    line("");
    line("## " + topic.name());
    line("");
    line(topic.doc());
    line("");
    line("- key: " + topic.key());
    line(
        "- value: "
            + topic
                .value()
                .map(schema -> "%s, subject `%s-value`".formatted(link(schema), topic.name()))
                .orElse("bytes as they came, no schema"));
    line("- partitions: " + partitions(topic));
    new TreeMap<>(topic.config()).forEach((key, value) -> line("- `%s=%s`".formatted(key, value)));
    Set<String> seen = new HashSet<>(types.keySet());
    topic
        .value()
        .ifPresent(
            schema ->
                Compatibility.visitNamed(
                    schema, seen, type -> types.put(type.getFullName(), type)));
  }

  private void type(Schema type) {
    line("");
    line("## " + type.getName());
    line("");
    line(type.getDoc());
    line("");
    if (type.getType() == Schema.Type.ENUM) {
      line(
          "One of "
              + type.getEnumSymbols().stream()
                  .map(s -> "`" + s + "`")
                  .collect(Collectors.joining(", "))
              + ".");
      if (type.getEnumDefault() != null) {
        line("A reader that does not know a word reads `" + type.getEnumDefault() + "`.");
      }
      return;
    }
    line("| field | type | |");
    line("|---|---|---|");
    for (Schema.Field field : type.getFields()) {
      line(
          "| `%s` | %s | %s |"
              .formatted(field.name(), typeName(field.schema()), cell(field.doc())));
    }
  }

  private static String typeName(Schema schema) {
    if (schema.getLogicalType() != null) {
      return schema.getLogicalType().getName();
    }
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
              .map(branch -> branch.getType() == Schema.Type.NULL ? "optional" : typeName(branch))
              .collect(Collectors.joining(" "));
      case ARRAY -> "list of " + typeName(schema.getElementType());
      case MAP -> "map of " + typeName(schema.getValueType());
      case RECORD, ENUM, FIXED -> link(schema);
      default -> schema.getType().getName();
    };
  }

  private static String link(Schema schema) {
    return "[%s](#%s)".formatted(schema.getName(), schema.getName().toLowerCase(Locale.ROOT));
  }

  private static String partitions(Topic topic) {
    return topic.partitions() == Topic.Partitions.ONE ? "1" : "`topics.partitions`";
  }

  private static String cell(String text) {
    return text.replace("|", "\\|");
  }

  private void line(String text) {
    out.append(text).append('\n');
  }
}
