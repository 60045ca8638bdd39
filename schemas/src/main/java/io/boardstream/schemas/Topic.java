package io.boardstream.schemas;

import java.util.Map;
import java.util.Optional;
import org.apache.avro.Schema;

/**
 * A topic of the contract.
 *
 * @param name name without the configurable prefix, for example {@code matrix.models}
 * @param key what the record key is, for people; keys are UTF-8 text
 * @param value Avro schema of the values; empty where the bytes are kept as they came
 * @param partitions how many partitions it is created with
 * @param config topic settings at creation, by Kafka's names; checked at start-up
 * @param owner the module that writes it
 * @param doc one sentence: what a record says
 */
public record Topic(
    String name,
    String key,
    Optional<Schema> value,
    Partitions partitions,
    Map<String, String> config,
    String owner,
    String doc) {

  /** How many partitions a topic is created with. */
  public enum Partitions {
    /** As many as {@code topics.partitions} says. */
    SCALED,
    /** One: its records have a total order, or are few. */
    ONE
  }

  public Topic {
    config = Map.copyOf(config);
  }

  /** The name on the broker. */
  public String name(String prefix) {
    return prefix + name;
  }

  public boolean isCompacted() {
    return "compact".equals(config.get("cleanup.policy"));
  }
}
