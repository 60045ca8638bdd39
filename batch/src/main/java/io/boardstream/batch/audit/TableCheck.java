package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.batch.JsonDifference;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Holds a table of the topology against what it must be.
 *
 * @param <T> type of its values
 */
final class TableCheck<T extends SpecificRecord> {

  private final String stage;
  private final LiveTable<T> live;
  private final Map<String, T> expected;

  TableCheck(String stage, LiveTable<T> live, Map<String, T> expected) {
    this.stage = stage;
    this.live = live;
    this.expected = expected;
  }

  void check(Findings findings) {
    Set<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(live.entries().keySet());
    findings.checked(stage, keys.size());
    keys.forEach(key -> check(key, findings));
  }

  private void check(String key, Findings findings) {
    T value = expected.get(key);
    LiveTable.Entry entry = live.entries().get(key);
    if (value != null
        && entry != null
        && entry.content().equals(Optional.of(live.kind().digest(value)))) {
      return;
    }
    Set<String> models = new TreeSet<>();
    if (value != null) {
      models.add(live.kind().model().apply(value));
    }
    if (entry != null && entry.model() != null) {
      models.add(entry.model());
    }
    if (models.remove(TableKind.ALL_MODELS) && !findings.inMotion().isEmpty()) {
      findings.excused(stage);
      return;
    }
    findings.add(
        stage,
        models,
        () -> new AuditDifference(stage, kind(value, entry), key, details(value, entry)));
  }

  private AuditDifference.Kind kind(@Nullable T value, LiveTable.@Nullable Entry entry) {
    if (entry == null) {
      return AuditDifference.Kind.MISSING;
    }
    if (entry.content().isEmpty()) {
      return AuditDifference.Kind.UNREADABLE;
    }
    return value == null ? AuditDifference.Kind.UNEXPECTED : AuditDifference.Kind.DIFFERENT;
  }

  private List<String> details(@Nullable T value, LiveTable.@Nullable Entry entry) {
    if (entry == null) {
      return List.of();
    }
    String at = "partition %d, offset %d".formatted(entry.partition(), entry.offset());
    Optional<T> now = live.value(entry);
    return value == null || now.isEmpty()
        ? List.of(at)
        : JsonDifference.lines(json(now.get()), json(value));
  }

  /** Avro's text of a record is JSON. */
  private byte[] json(T value) {
    return live.kind().ordered().apply(value).toString().getBytes(UTF_8);
  }
}
