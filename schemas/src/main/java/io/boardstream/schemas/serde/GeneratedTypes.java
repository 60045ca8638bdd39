package io.boardstream.schemas.serde;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.jspecify.annotations.Nullable;

/**
 * The generated classes that a record consists of, and no others: a schema in a registry names
 * classes, and must not be able to have any class of the class path made.
 */
final class GeneratedTypes extends SpecificData {

  private final Schema schema;
  private final Map<String, Class<?>> byName = new HashMap<>();

  GeneratedTypes(Class<?> type) {
    super(type.getClassLoader());
    SpecificData own = SpecificData.getForClass(type);
    own.getConversions().forEach(this::addLogicalTypeConversion);
    schema = own.getSchema(type);
    collect(schema, type.getClassLoader());
    // The fast reader makes arrays of a kind of its own, see newArray.
    setFastReaderEnabled(false);
  }

  /** The schema of the outermost type. */
  Schema schema() {
    return schema;
  }

  @Override
  @SuppressWarnings("rawtypes") // As the method that it overrides.
  public @Nullable Class getClass(Schema named) {
    return switch (named.getType()) {
      case RECORD, ENUM, FIXED -> byName.get(named.getFullName());
      default -> super.getClass(named);
    };
  }

  /**
   * Plain lists: Avro's own arrays compare by schema, and fail to when a record inside has a time.
   */
  @Override
  public Object newArray(@Nullable Object old, int size, Schema array) {
    return new ArrayList<>(size);
  }

  private void collect(Schema type, ClassLoader loader) {
    switch (type.getType()) {
      case RECORD -> {
        if (add(type, loader)) {
          type.getFields().forEach(field -> collect(field.schema(), loader));
        }
      }
      case ENUM, FIXED -> add(type, loader);
      case ARRAY -> collect(type.getElementType(), loader);
      case MAP -> collect(type.getValueType(), loader);
      case UNION -> type.getTypes().forEach(branch -> collect(branch, loader));
      default -> {}
    }
  }

  /** Whether the type was new. */
  private boolean add(Schema type, ClassLoader loader) {
    try {
      Class<?> found = Class.forName(SpecificData.getClassName(type), false, loader);
      return byName.put(type.getFullName(), found) == null;
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("Class missing beside " + schema.getFullName(), e);
    }
  }
}
