package io.boardstream.producers.facts;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far each partition was filled when the last record of ours was acknowledged. A partition that
 * ends before that has lost records: its broker was stopped uncleanly.
 */
final class TopicEnds {

  private final Map<String, Long> ends = new TreeMap<>();

  /** From what {@link #toText} wrote. */
  static TopicEnds ofText(String text) {
    TopicEnds read = new TopicEnds();
    for (String entry : text.split(" ", -1)) {
      int equals = entry.lastIndexOf('=');
      if (equals > 0) {
        read.ends.put(entry.substring(0, equals), Long.parseLong(entry.substring(equals + 1)));
      }
    }
    return read;
  }

  void acknowledged(RecordMetadata record) {
    ends.merge(record.topic() + "-" + record.partition(), record.offset() + 1, Math::max);
  }

  Map<TopicPartition, Long> byPartition() {
    Map<TopicPartition, Long> partitions = new HashMap<>();
    ends.forEach(
        (name, end) -> {
          int dash = name.lastIndexOf('-');
          partitions.put(
              new TopicPartition(
                  name.substring(0, dash), Integer.parseInt(name.substring(dash + 1))),
              end);
        });
    return partitions;
  }

  /** {@code topic-partition=offset}, separated by blanks. */
  String toText() {
    return ends.entrySet().stream()
        .map(end -> end.getKey() + "=" + end.getValue())
        .collect(Collectors.joining(" "));
  }
}
