package io.boardstream.schemas;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

/**
 * What the contract demands of schemas: {@code FULL} compatibility with each released one, and
 * words for every field.
 */
final class Compatibility {

  private Compatibility() {}

  /**
   * Why readers of one cannot read what was written by the other, or would read it wrongly; empty
   * when all is well.
   */
  static List<String> problems(Schema released, Schema current) {
    List<String> problems = new ArrayList<>();
    problems.addAll(readingProblems("new readers, old records", current, released));
    problems.addAll(readingProblems("old readers, new records", released, current));
    Map<String, String> before = meanings(released);
    meanings(current)
        .forEach(
            (path, meaning) -> {
              if (!before.getOrDefault(path, meaning).equals(meaning)) {
                problems.add(
                    "%s changed its meaning from '%s' to '%s'"
                        .formatted(path, before.get(path), meaning));
              }
            });
    return problems;
  }

  /** The types and fields that say nothing of themselves. */
  static List<String> undocumented(Schema schema) {
    List<String> found = new ArrayList<>();
    visitNamed(
        schema,
        new HashSet<>(),
        type -> {
          if (isBlank(type.getDoc())) {
            found.add(type.getFullName());
          }
          if (type.getType() == Schema.Type.RECORD) {
            type.getFields().stream()
                .filter(field -> isBlank(field.doc()))
                .forEach(field -> found.add(type.getFullName() + "." + field.name()));
          }
        });
    return found;
  }

  /** Calls back once for each record, enum and fixed inside, outermost first. */
  static void visitNamed(Schema schema, Set<String> seen, Consumer<Schema> visitor) {
    switch (schema.getType()) {
      case RECORD -> {
        if (seen.add(schema.getFullName())) {
          visitor.accept(schema);
          schema.getFields().forEach(field -> visitNamed(field.schema(), seen, visitor));
        }
      }
      case ENUM, FIXED -> {
        if (seen.add(schema.getFullName())) {
          visitor.accept(schema);
        }
      }
      case ARRAY -> visitNamed(schema.getElementType(), seen, visitor);
      case MAP -> visitNamed(schema.getValueType(), seen, visitor);
      case UNION -> schema.getTypes().forEach(branch -> visitNamed(branch, seen, visitor));
      default -> {}
    }
  }

  private static List<String> readingProblems(String who, Schema reader, Schema writer) {
    return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
        .getResult()
        .getIncompatibilities()
        .stream()
        .map(
            problem ->
                "%s: %s at %s: %s"
                    .formatted(who, problem.getType(), problem.getLocation(), problem.getMessage()))
        .toList();
  }

  /**
   * Logical type of each field that has one or could: Avro itself takes milliseconds for
   * microseconds.
   */
  private static Map<String, String> meanings(Schema schema) {
    Map<String, String> meanings = new TreeMap<>();
    visitNamed(
        schema,
        new HashSet<>(),
        type -> {
          if (type.getType() == Schema.Type.RECORD) {
            type.getFields()
                .forEach(
                    field ->
                        meanings.put(
                            type.getFullName() + "." + field.name(), logicalType(field.schema())));
          }
        });
    return meanings;
  }

  private static String logicalType(Schema schema) {
    return switch (schema.getType()) {
      case UNION ->
          schema.getTypes().stream()
              .map(Compatibility::logicalType)
              .filter(name -> !name.isEmpty())
              .sorted()
              .reduce("", (a, b) -> a + b);
      case ARRAY -> logicalType(schema.getElementType());
      case MAP -> logicalType(schema.getValueType());
      default -> schema.getLogicalType() == null ? "" : schema.getLogicalType().getName();
    };
  }

  private static boolean isBlank(String text) {
    return text == null || text.isBlank();
  }
}
