package io.boardstream.schemas.serde;

import java.util.HashSet;
import java.util.Set;
import org.apache.avro.Schema;

/**
 * Lists whose items take no bytes: a few bytes of garbage then stand for millions of items, which a
 * reader would count one by one. No sensible schema has them.
 */
final class Weightless {

  private Weightless() {}

  static boolean listsIn(Schema schema) {
    return listsIn(schema, new HashSet<>());
  }

  private static boolean listsIn(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case RECORD ->
          seen.add(schema.getFullName())
              && schema.getFields().stream().anyMatch(field -> listsIn(field.schema(), seen));
      case ARRAY ->
          isWeightless(schema.getElementType(), new HashSet<>())
              || listsIn(schema.getElementType(), seen);
      case MAP -> listsIn(schema.getValueType(), seen);
      case UNION -> schema.getTypes().stream().anyMatch(branch -> listsIn(branch, seen));
      default -> false;
    };
  }

  private static boolean isWeightless(Schema schema, Set<String> seen) {
    return switch (schema.getType()) {
      case NULL -> true;
      case FIXED -> schema.getFixedSize() == 0;
      case RECORD ->
          seen.add(schema.getFullName())
              && schema.getFields().stream().allMatch(field -> isWeightless(field.schema(), seen));
      default -> false;
    };
  }
}
