package io.boardstream.batch.audit;

import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of an audit, or of one round of it.
 *
 * @param position of the database's log; null without a database
 * @param sources what became of the keys of each source
 * @param stages what was found, in the order in which data flows
 * @param proved models that are the same everywhere as the sources say
 * @param wrong models of which something is not as the sources say
 * @param inMotion models that changed while they were audited; nothing is said of them
 * @param differences the first ten of each stage
 * @param notes what else a reader must know to judge the result
 * @param lagMs how long it took until the topology had worked off what the sources held, in
 *     milliseconds; negative when it did not in time
 * @param tookMs how long it took in all, in milliseconds
 */
public record AuditReport(
    @Nullable String position,
    List<SourceReport> sources,
    List<StageReport> stages,
    SortedSet<String> proved,
    SortedSet<String> wrong,
    SortedSet<String> inMotion,
    List<AuditDifference> differences,
    List<String> notes,
    long lagMs,
    long tookMs) {

  public AuditReport {
    sources = List.copyOf(sources);
    stages = List.copyOf(stages);
    proved = Collections.unmodifiableSortedSet(new TreeSet<>(proved));
    wrong = Collections.unmodifiableSortedSet(new TreeSet<>(wrong));
    inMotion = Collections.unmodifiableSortedSet(new TreeSet<>(inMotion));
    differences = List.copyOf(differences);
    notes = List.copyOf(notes);
  }

  /** How many differences there are in all. */
  public long different() {
    return stages.stream().mapToLong(StageReport::different).sum();
  }

  /** Whether all is what the sources say, and nothing was in motion. */
  public boolean isExact() {
    return different() == 0 && inMotion.isEmpty();
  }
}
