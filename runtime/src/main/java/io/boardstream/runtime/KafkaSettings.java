package io.boardstream.runtime;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * Where Kafka is, and how its topics are named. Any client setting passes through under {@code
 * kafka.}.
 */
public final class KafkaSettings extends AbstractConfig {

  /** Brokers to start from, {@code host:port} separated by commas. Needs a restart. */
  public static final String BOOTSTRAP_SERVERS = "kafka.bootstrap.servers";

  /**
   * Put before the name of every topic, for example {@code staging.}; empty for none. Needs a
   * restart.
   */
  public static final String TOPICS_PREFIX = "topics.prefix";

  /**
   * Partitions of the topics that scale with load, 1 to 1,000; used when a topic is created, never
   * changed afterwards. Too low limits how many instances share the work; too high costs memory and
   * latency on each.
   */
  public static final String TOPICS_PARTITIONS = "topics.partitions";

  /** Copies of each topic; -1 takes the broker's default. Used when a topic is created. */
  public static final String TOPICS_REPLICATION_FACTOR = "topics.replication.factor";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              BOOTSTRAP_SERVERS,
              ConfigDef.Type.STRING,
              "127.0.0.1:9092",
              ConfigDef.Importance.HIGH,
              "Brokers to start from, host:port separated by commas.")
          .define(
              TOPICS_PREFIX,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "Put before the name of every topic; empty for none.")
          .define(
              TOPICS_PARTITIONS,
              ConfigDef.Type.INT,
              4,
              ConfigDef.Range.between(1, 1000),
              ConfigDef.Importance.MEDIUM,
              "Partitions of the topics that scale with load; used at creation only.")
          .define(
              TOPICS_REPLICATION_FACTOR,
              ConfigDef.Type.SHORT,
              (short) -1,
              ConfigDef.Importance.MEDIUM,
              "Copies of each topic; -1 takes the broker's default; used at creation only.");

  public KafkaSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  /** The settings of a Kafka client: all that stands under {@code kafka.}, without that prefix. */
  public Map<String, Object> client() {
    Map<String, Object> client = new HashMap<>(originalsWithPrefix(Settings.KAFKA_PREFIX));
    client.put("bootstrap.servers", getString(BOOTSTRAP_SERVERS));
    return client;
  }

  public String topicsPrefix() {
    return getString(TOPICS_PREFIX);
  }

  public int partitions() {
    return getInt(TOPICS_PARTITIONS);
  }

  public short replicationFactor() {
    return getShort(TOPICS_REPLICATION_FACTOR);
  }
}
