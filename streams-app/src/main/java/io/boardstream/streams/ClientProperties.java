package io.boardstream.streams;

import io.boardstream.runtime.KafkaSettings;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.StreamsConfig;

/** The settings of the streams client that runs the topology. */
public final class ClientProperties {

  /** Room for the document of a model with many devices and configurations. */
  private static final int MAX_RECORD_BYTES = 8 << 20;

  /**
   * Of changelogs. Only what is not in the newest segment is compacted, and a restore reads all
   * that is there: with the default of 1 GiB, as many old documents as fit into that, for each
   * partition.
   */
  private static final int SEGMENT_BYTES = 64 << 20;

  /**
   * How soon an instance that is new or was lost gets work, once its copies are warm; the least.
   */
  private static final long PROBING_REBALANCE_MILLIS = 60_000;

  private ClientProperties() {}

  /** The consumer group of all instances. */
  static String group(KafkaSettings kafka, StreamsSettings settings) {
    return kafka.topicsPrefix() + settings.applicationId();
  }

  /**
   * Makes the settings.
   *
   * @param memory shared by all stores of the client; closed by the caller, after the client
   * @param guarantee {@link StreamsConfig#EXACTLY_ONCE_V2}; anything weaker leaves wrong cells
   *     behind after a pause, and is for benchmarks
   */
  public static Properties of(
      KafkaSettings kafka, StreamsSettings settings, RocksMemory memory, String guarantee) {
    Properties p = new Properties();
    p.putAll(kafka.client());
    p.put(StreamsConfig.APPLICATION_ID_CONFIG, group(kafka, settings));
    p.put(StreamsConfig.STATE_DIR_CONFIG, settings.stateDir().toString());
    p.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, settings.threads());
    p.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, guarantee);
    p.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, settings.commitIntervalMillis());
    p.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, settings.standbyReplicas());
    p.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, PROBING_REBALANCE_MILLIS);
    p.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, (int) kafka.replicationFactor());
    p.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.memoryBytes() / 4);
    p.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
    p.put(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, RocksMemory.ConfigSetter.class);
    p.put(RocksMemory.KEY, memory);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG), "earliest");
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG),
        settings.sessionTimeoutMillis());
    p.put(
        StreamsConfig.mainConsumerPrefix(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG),
        settings.sessionTimeoutMillis() / 4);
    p.put(StreamsConfig.consumerPrefix(ConsumerConfig.MAX_POLL_RECORDS_CONFIG), 2_000);
    p.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), MAX_RECORD_BYTES);
    p.put(
        StreamsConfig.producerPrefix(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG),
        settings.sessionTimeoutMillis());
    p.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "lz4");
    p.put(
        StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG),
        Integer.toString(MAX_RECORD_BYTES));
    p.put(
        StreamsConfig.topicPrefix(TopicConfig.SEGMENT_BYTES_CONFIG),
        Integer.toString(SEGMENT_BYTES));
    return p;
  }
}
