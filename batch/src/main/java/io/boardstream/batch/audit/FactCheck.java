package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.batch.RowCounts;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.producers.postgres.DatabaseSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Classifies every key of every source, holds it against {@code benchmark.rows}, and gathers the
 * facts from which all else is computed.
 */
final class FactCheck {

  /** More keys than these that are not as they should be are not looked at a second time. */
  private static final int MAX_SUSPECTS = 200_000;

  private static final long PROGRESS_STEP = 100_000;

  /**
   * A key that is not on the topic as its source has it.
   *
   * @param content what its source says; null when it has no such row, or none that can be used
   * @param row the same, for people; null for those past {@link #MAX_SUSPECTS}
   */
  private record Suspect(
      String name,
      Digest key,
      @Nullable Digest content,
      Optional<String> model,
      @Nullable BenchmarkRow row) {}

  /**
   * A row that its source has, and that cannot be used.
   *
   * @param source where its dead letter says that it comes from
   */
  record Refused(String name, Digest key, DatabaseSource source, String rowId, String reason) {}

  private final String stage;
  private final LiveRows rows;
  private final BatchMatrix matrix;
  private final LongConsumer progress;
  private final Map<String, Counting> counts = new TreeMap<>();
  private final Set<String> databases = new HashSet<>();
  private final List<Suspect> suspects = new ArrayList<>();
  private final List<Refused> refused = new ArrayList<>();
  private final Set<Digest> refusedKeys = new HashSet<>();
  private final Set<String> moved = new HashSet<>();
  private long read;

  /**
   * @param stage name of the topic of rows
   * @param rows as they stand, read past the moment of the sources
   * @param matrix takes the facts
   * @param progress told how many rows have been read
   */
  FactCheck(String stage, LiveRows rows, BatchMatrix matrix, LongConsumer progress) {
    this.stage = stage;
    this.rows = rows;
    this.matrix = matrix;
    this.progress = progress;
  }

  /** Reads all rows of a source where they come from. */
  void read(DatabaseSource source) {
    databases.add(source.name());
    Counting counting = counts.computeIfAbsent(source.name(), name -> new Counting(true));
    source.rows().read(row -> take(source, row, counting));
  }

  private void take(DatabaseSource source, MappedRow mapped, Counting counting) {
    counting.read++;
    if (++read % PROGRESS_STEP == 0) {
      progress.accept(read);
    }
    if (mapped instanceof MappedRow.Rejected rejected) {
      counting.rejected(rejected.rule(), "row " + rejected.rowId() + ": " + rejected.reason());
      refuse(source, rejected);
      return;
    }
    BenchmarkRow row = ((MappedRow.Accepted) mapped).row();
    counting.accepted(matrix.add(row));
    String name = row.getSource() + "/" + row.getRowId();
    Digest key = Digest.of(name);
    Digest content = Digest.of(row);
    LiveRow live = rows.get(key);
    if (live != null) {
      rows.see(live);
    }
    if (rows.isMoved(live)) {
      rows.modelOf(row).ifPresent(moved::add);
    }
    if (live == null || !live.says(content)) {
      boolean few = suspects.size() < MAX_SUSPECTS;
      suspects.add(new Suspect(name, key, content, rows.modelOf(row), few ? row : null));
    }
  }

  private void refuse(DatabaseSource source, MappedRow.Rejected rejected) {
    String name = source.name() + "/" + rejected.rowId();
    Digest key = Digest.of(name);
    refused.add(new Refused(name, key, source, rejected.rowId(), rejected.reason()));
    refusedKeys.add(key);
    LiveRow live = rows.get(key);
    if (live != null) {
      rows.see(live);
      if (live.isLive()) {
        suspects.add(new Suspect(name, key, null, rows.model(live), null));
      }
    }
  }

  /** Whether a source was read where it comes from. */
  boolean isDatabase(LiveRow row) {
    return databases.contains(rows.source(row));
  }

  /**
   * Counts the keys of sources that cannot be asked.
   *
   * @return whether there are facts of such sources: they are to be added by {@link #add}
   */
  boolean countOthers() {
    boolean[] any = {false};
    rows.forEach(
        (key, live) -> {
          if (isDatabase(live) || live.state == LiveRow.State.GRAVE) {
            return;
          }
          Counting counting =
              counts.computeIfAbsent(rows.source(live), name -> new Counting(false));
          counting.read++;
          if (live.isLive()) {
            counting.accepted(rows.model(live).isPresent());
            any[0] = true;
          } else {
            counting.rejected(
                rows.rule(live), "partition %d, offset %d".formatted(live.partition, live.offset));
          }
        });
    return any[0];
  }

  /** Adds the fact of a source that cannot be asked. */
  void add(String key, BenchmarkRow row) {
    matrix.add(key, row);
  }

  List<Refused> refused() {
    return refused;
  }

  boolean isRefused(Digest key) {
    return refusedKeys.contains(key);
  }

  /** Models that rows which moved since the moment were about, in the source or on the topic. */
  Set<String> moved() {
    Set<String> all = new HashSet<>(moved);
    all.addAll(rows.moved());
    suspects.stream()
        .filter(suspect -> rows.isMoved(rows.get(suspect.key)))
        .forEach(suspect -> suspect.model().ifPresent(all::add));
    return all;
  }

  /** Says what is wrong with {@code benchmark.rows} as it stands by now. */
  void check(Findings findings) {
    findings.checked(stage, read);
    suspects.forEach(suspect -> check(suspect, findings));
    rows.forEach((key, live) -> check(live, findings));
  }

  private void check(Suspect suspect, Findings findings) {
    LiveRow live = rows.get(suspect.key());
    boolean isLive = live != null && live.isLive();
    Digest content = suspect.content();
    if (content == null ? !isLive : isLive && live != null && live.says(content)) {
      return;
    }
    if (rows.isMoved(live)) {
      findings.excused(stage);
      return;
    }
    AuditDifference.Kind kind =
        content == null
            ? AuditDifference.Kind.UNEXPECTED
            : isLive ? AuditDifference.Kind.DIFFERENT : AuditDifference.Kind.MISSING;
    String expected = content == null ? "none: its row cannot be used" : text(suspect.row());
    findings.add(
        stage,
        suspect.model().stream().toList(),
        () ->
            new AuditDifference(
                stage,
                kind,
                suspect.name(),
                List.of("expected: " + expected, "live: " + text(live))));
  }

  /** What the topic has, and no source. */
  private void check(LiveRow live, Findings findings) {
    boolean database = isDatabase(live);
    if (!database && live.state != LiveRow.State.GRAVE) {
      findings.checked(stage, 1);
    }
    boolean isUnknown = database && !rows.isSeen(live);
    if (!live.isLive() || !(isUnknown || (!database && live.misplaced))) {
      return;
    }
    if (rows.isMoved(live)) {
      findings.excused(stage);
      return;
    }
    boolean isDuplicate = live.misplaced;
    findings.add(
        stage,
        rows.model(live).stream().toList(),
        () ->
            new AuditDifference(
                stage,
                isDuplicate ? AuditDifference.Kind.DUPLICATE : AuditDifference.Kind.UNEXPECTED,
                rows.key(live),
                List.of(
                    isDuplicate
                        ? "expected: none, its row belongs under another key"
                        : "expected: none, its source has no such row",
                    "live: " + text(live))));
  }

  private static String text(@Nullable BenchmarkRow row) {
    return row == null ? "a row" : row.toString();
  }

  private String text(@Nullable LiveRow live) {
    if (live == null) {
      return "nothing, and no tombstone";
    }
    String at = " (partition %d, offset %d)".formatted(live.partition, live.offset);
    return switch (live.state) {
      case GRAVE -> "a tombstone" + at;
      case REJECTED -> "a record that cannot be used, " + rows.rule(live) + at;
      case LIVE -> rows.row(live).map(Object::toString).orElse("gone") + at;
    };
  }

  /** What became of the keys of each source, by its name. */
  List<SourceReport> reports() {
    return counts.entrySet().stream()
        .map(
            source ->
                new SourceReport(
                    source.getKey(), source.getValue().database, source.getValue().counts()))
        .toList();
  }

  private static final class Counting {
    final boolean database;
    private final Map<String, RowCounts.Rejected> rejected = new HashMap<>();
    private long read;
    private long applied;
    private long withoutModel;

    Counting(boolean database) {
      this.database = database;
    }

    void accepted(boolean hasModel) {
      applied += hasModel ? 1 : 0;
      withoutModel += hasModel ? 0 : 1;
    }

    void rejected(String rule, String example) {
      rejected.merge(
          rule,
          new RowCounts.Rejected(1, example),
          (first, next) -> new RowCounts.Rejected(first.count() + 1, first.example()));
    }

    RowCounts counts() {
      TreeMap<String, Long> filtered = new TreeMap<>();
      if (withoutModel > 0) {
        filtered.put(RowCounts.NO_MODEL, withoutModel);
      }
      return new RowCounts(read, applied, filtered, new TreeMap<>(rejected));
    }
  }
}
