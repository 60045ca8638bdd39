package io.boardstream.schemas.serde;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/** Under which subject of the registry the schema of a topic is kept. */
enum SubjectNameStrategy {
  /** {@code <topic>-value}: a topic has one type. */
  TOPIC("TopicNameStrategy"),
  /** {@code <record>}: a type is the same on every topic. */
  RECORD("RecordNameStrategy"),
  /** {@code <topic>-<record>}: a topic has several types. */
  TOPIC_RECORD("TopicRecordNameStrategy");

  private static final String CONFLUENT_PACKAGE = "io.confluent.kafka.serializers.subject.";

  private final String shortName;

  SubjectNameStrategy(String shortName) {
    this.shortName = shortName;
  }

  /** By short name or by Confluent's class name, both checked by {@link #validator}. */
  static SubjectNameStrategy named(String name) {
    return Arrays.stream(values())
        .filter(strategy -> name.equals(strategy.shortName) || name.equals(strategy.className()))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(name));
  }

  static List<String> shortNames() {
    return Stream.of(values()).map(strategy -> strategy.shortName).toList();
  }

  static ConfigDef.Validator validator() {
    return ConfigDef.LambdaValidator.with(
        SubjectNameStrategy::check, () -> String.join(", ", shortNames()));
  }

  String className() {
    return CONFLUENT_PACKAGE + shortName;
  }

  String subject(String topic, boolean isKey, Schema schema) {
    return switch (this) {
      case TOPIC -> topic + (isKey ? "-key" : "-value");
      case RECORD -> schema.getFullName();
      case TOPIC_RECORD -> topic + "-" + schema.getFullName();
    };
  }

  private static void check(String key, @Nullable Object value) {
    try {
      named(String.valueOf(value));
    } catch (IllegalArgumentException e) {
      throw new ConfigException(
          key,
          value,
          "must be one of %s, or Confluent's class of that name".formatted(shortNames()));
    }
  }
}
