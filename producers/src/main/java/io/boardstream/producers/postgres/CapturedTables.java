package io.boardstream.producers.postgres;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.schemas.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serializer;

/**
 * The tables that one producer captures, and what becomes of their rows. It also knows the topics
 * of tables that are not captured (any more), so that their rows can be taken back.
 */
final class CapturedTables {

  private final Map<TableName, TableRecords> captured = new LinkedHashMap<>();
  private final Map<String, TableRecords> byTopic = new LinkedHashMap<>();

  /**
   * @param partitions how many a topic has
   */
  CapturedTables(
      PostgresSettings settings,
      String topicsPrefix,
      AvroSerdes serdes,
      ToIntFunction<String> partitions) {
    String source = settings.sourceName();
    TableRecords flat =
        new BenchmarkRowRecords(
            source, topicsPrefix, serdes.values(BenchmarkRow.class).serializer());
    add(settings.table(), flat);
    Serializer<SpecificRecord> facts = serdes.values(SpecificRecord.class).serializer();
    for (CicdTable table : CicdTable.values()) {
      add(
          settings.cicdSchema().map(table::in),
          new CicdRecords(table, source, topicsPrefix, facts, partitions));
    }
  }

  private void add(Optional<TableName> name, TableRecords records) {
    byTopic.put(records.topic(), records);
    name.ifPresent(known -> captured.put(known, records));
  }

  /** Names of the tables that the settings name, in the order in which they are captured. */
  static List<TableName> names(PostgresSettings settings) {
    List<TableName> names = new ArrayList<>();
    settings.table().ifPresent(names::add);
    settings
        .cicdSchema()
        .ifPresent(
            schema -> {
              for (CicdTable table : CicdTable.values()) {
                names.add(table.in(schema));
              }
            });
    return names;
  }

  /** The names as one text, to tell whether they are still the same. */
  static String text(PostgresSettings settings) {
    return names(settings).stream().map(TableName::toString).collect(Collectors.joining(","));
  }

  Optional<TableRecords> records(TableName table) {
    return Optional.ofNullable(captured.get(table));
  }

  /** The writer of a topic's rows. */
  TableRecords ofTopic(String topic) {
    return Objects.requireNonNull(byTopic.get(topic), topic);
  }

  /**
   * What is alive on the topics of all tables, captured or not.
   *
   * @param keys alive keys of this source by topic
   * @param epoch highest epoch of any record of the source; -1 when there is none
   */
  record Alive(Map<String, Set<String>> keys, long epoch) {}

  Alive alive(TopicScan scan) {
    Map<String, Set<String>> keys = new HashMap<>();
    long epoch = -1;
    for (TableRecords records : byTopic.values()) {
      TopicScan.LiveKeys live = scan.liveKeys(records.topic(), records.keyPrefix());
      if (!live.keys().isEmpty()) {
        keys.put(records.topic(), new HashSet<>(live.keys()));
      }
      epoch = Math.max(epoch, live.epoch());
    }
    return new Alive(keys, epoch);
  }
}
