package io.boardstream.batch.audit;

import java.time.Duration;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Audits a system at work, round after round, until each model was once proved at rest. */
public final class AuditWatch {

  /**
   * How it ended.
   *
   * @param unproved models of the last round that no round has proved
   * @param different how many differences there were in all rounds
   */
  public record Outcome(int rounds, SortedSet<String> unproved, long different) {

    public boolean isProved() {
      return unproved.isEmpty() && different == 0;
    }
  }

  private final Audit audit;
  private final int rounds;
  private final Duration interval;
  private final boolean follow;

  /**
   * @param rounds at most; 0 for no limit
   * @param interval between the end of a round and the next
   * @param follow whether to go on, once all is proved or something is wrong
   */
  public AuditWatch(Audit audit, int rounds, Duration interval, boolean follow) {
    this.audit = audit;
    this.rounds = rounds;
    this.interval = interval;
    this.follow = follow;
  }

  /**
   * Runs it.
   *
   * @param each told the report of each round
   */
  public Outcome run(Consumer<AuditReport> each) {
    Set<String> proved = new TreeSet<>();
    long different = 0;
    for (int round = 1; ; round++) {
      AuditReport report = audit.round();
      each.accept(report);
      proved.addAll(report.proved());
      different += report.different();
      SortedSet<String> unproved = new TreeSet<>(report.inMotion());
      unproved.addAll(report.wrong());
      unproved.removeAll(proved);
      boolean over = !follow && (different > 0 || unproved.isEmpty());
      if (over || round == rounds) {
        return new Outcome(round, unproved, different);
      }
      Deadline.pause(interval);
    }
  }
}
