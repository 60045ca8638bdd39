package io.boardstream.examples;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * A program that keeps the whole matrix in memory: it reads the compacted topic from its beginning,
 * knows when it has caught up, and follows. Used by one thread.
 *
 * <p>It has no consumer group and commits nothing: each start reads the table anew, which is a few
 * records for each model, and needs no rule for what a stored offset means after an absence.
 */
public final class MatrixSubscriber implements AutoCloseable {

  private final KafkaConsumer<String, ModelCompatibility> consumer;
  private final Map<TopicPartition, Long> ends;
  private final SortedMap<String, ModelCompatibility> models = new TreeMap<>();

  /**
   * Goes to the beginning of the topic.
   *
   * @param client settings of Kafka's client, at least {@code bootstrap.servers}
   * @param registry settings of the schema registry, at least {@code schema.registry.url}
   * @param topic {@code matrix.models}, behind the prefix of the installation if it has one
   */
  public MatrixSubscriber(Map<String, ?> client, Map<String, ?> registry, String topic) {
    Map<String, Object> settings = new HashMap<>(client);
    // Writers use transactions; without this you may see what was taken back.
    settings.put("isolation.level", "read_committed");
    settings.put("enable.auto.commit", false);
    // A topic that was made anew has other offsets: fail, and begin again with an empty table.
    settings.put("auto.offset.reset", "none");
    Deserializer<ModelCompatibility> values =
        new AvroSerdes(registry).values(ModelCompatibility.class).deserializer();
    consumer = new KafkaConsumer<>(settings, new StringDeserializer(), values);
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic).stream()
            .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
            .toList();
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    // Asked before anything is read: what is written meanwhile comes on top. With read_committed
    // this is the end of what is decided; an open transaction is not waited for.
    ends = consumer.endOffsets(partitions);
  }

  /**
   * Applies what there is, or waits for it.
   *
   * @return how many records were applied
   */
  public int poll(Duration timeout) {
    var records = consumer.poll(timeout);
    records.forEach(this::apply);
    return records.count();
  }

  /**
   * Whether the table holds all that was there when this was made, at least.
   *
   * <p>The position counts, not the number of records or the offset of the last one: compaction
   * leaves gaps, and the marks that end transactions take offsets of their own, the last one of the
   * partition as a rule. The position passes them once they were read.
   */
  public boolean isCaughtUp() {
    return ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue());
  }

  /** The table as far as it was read; what it says is complete once {@link #isCaughtUp}. */
  public SortedMap<String, ModelCompatibility> models() {
    return Collections.unmodifiableSortedMap(models);
  }

  private void apply(ConsumerRecord<String, ModelCompatibility> record) {
    if (record.value() == null) {
      models.remove(record.key()); // A tombstone: the model is gone.
    } else {
      models.put(record.key(), record.value());
    }
  }

  @Override
  public void close() {
    consumer.close();
  }

  /** Prints the matrix, and then each model that changes: BOOTSTRAP_SERVERS REGISTRY_URL. */
  public static void main(String[] arguments) {
    try (MatrixSubscriber subscriber =
        new MatrixSubscriber(
            Map.of("bootstrap.servers", arguments[0]),
            Map.of("schema.registry.url", arguments[1]),
            "matrix.models")) {
      while (!subscriber.isCaughtUp()) {
        int unused = subscriber.poll(Duration.ofSeconds(1));
      }
      SortedMap<String, ModelCompatibility> shown = new TreeMap<>();
      while (true) {
        subscriber
            .models()
            .forEach(
                (id, model) -> {
                  if (!model.equals(shown.put(id, model))) {
                    System.out.println(id + ": " + model.getCells().size() + " devices");
                  }
                });
        int unused = subscriber.poll(Duration.ofMinutes(1));
      }
    }
  }
}
