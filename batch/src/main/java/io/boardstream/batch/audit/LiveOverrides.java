package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Overrides;
import io.boardstream.matrix.fold.OverrideRouting;
import io.boardstream.matrix.fold.OverrideRouting.Decision;
import io.boardstream.matrix.fold.OverrideRouting.Known;
import io.boardstream.matrix.rows.OverrideCheck;
import io.boardstream.schemas.VersionHeader;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * What editors say: those of the files as the files say, those of others as {@code
 * catalog.overrides} has them, by the rule that the topology goes by.
 */
final class LiveOverrides {

  /** Keys of what stands in files: what the topic has of those is derived. */
  private static final String OF_FILES = Overrides.SOURCE + "/";

  private final Deserializer<EditorialOverride> overrides;
  private final Map<String, Known> others = new HashMap<>();

  LiveOverrides(Deserializer<EditorialOverride> overrides) {
    this.overrides = overrides;
  }

  /** A record of {@code catalog.overrides}, in the order of its partition. */
  void take(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? OF_FILES : new String(record.key(), UTF_8);
    if (!key.startsWith(OF_FILES)) {
      decide(record, key, Optional.ofNullable(others.get(key)))
          .ifPresent(decision -> others.put(key, decision.known()));
    }
  }

  private Optional<Decision> decide(
      ConsumerRecord<byte[], byte[]> record, String key, Optional<Known> known) {
    if (record.value() == null) {
      return OverrideRouting.delete(known, VersionHeader.read(record.headers()));
    }
    EditorialOverride override;
    try {
      override = overrides.deserialize(record.topic(), record.headers(), record.value());
    } catch (SerializationException e) {
      return Optional.of(OverrideRouting.unreadable(known));
    }
    return OverrideCheck.check(key, override).isEmpty()
        ? OverrideRouting.put(known, override)
        : OverrideRouting.delete(known, override.getVersion());
  }

  /** All of them by their keys. */
  SortedMap<String, EditorialOverride> with(Map<String, EditorialOverride> ofFiles) {
    SortedMap<String, EditorialOverride> all = new TreeMap<>(ofFiles);
    others.forEach((key, known) -> known.override().ifPresent(said -> all.put(key, said)));
    return all;
  }
}
