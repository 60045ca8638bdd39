package io.boardstream.matrix.regression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows a word that has better and worse values, through conclusive evidence in the order of
 * events: a lower rank that is confirmed opens a regression, a still lower one worsens it, the rank
 * of before ends it. What says nothing (untested, missing) is not passed on to it: absent is not
 * failed.
 *
 * @param <K> names a piece of evidence
 */
public final class StatusTracker<K> {

  /** What happened. */
  public enum Happening {
    /** A rank that was held is lost. */
    OPENED,
    /** Still lower; the same regression. */
    WORSENED,
    /** Higher again, but below what it was. */
    EASED,
    /** What it was, or better. */
    RECOVERED,
    /** Higher than ever since the last regression, without one: information. */
    IMPROVED
  }

  /**
   * One thing that happened.
   *
   * @param regression first evidence of the regression that it is about; of the gain itself when it
   *     is an improvement
   * @param lastGood newest evidence of the rank before; null when it was never seen
   * @param since first evidence of the new rank
   * @param told evidence that confirmed it
   * @param from rank before
   * @param to rank now
   */
  public record Event<K>(
      Happening happening, K regression, @Nullable K lastGood, K since, K told, int from, int to) {}

  /**
   * It fails and comes back by itself, time and again: information, no regression.
   *
   * @param since first of the failures that passed last
   * @param lastGood newest evidence before them
   * @param told evidence that they passed
   * @param failed rank that they had
   * @param rank rank that holds
   */
  public record Flaky<K>(K since, @Nullable K lastGood, K told, int failed, int rank) {}

  /** How many failures that passed are remembered. */
  private static final int REMEMBERED = 5;

  /** So many of them, and it answers two ways. */
  private static final int FLAKY_FROM = 3;

  /** Failures in a row that may pass as a mood; what failed for longer was broken, and repaired. */
  private static final int MOOD = 4;

  private final StatusRule rule;

  /** Lengths of the newest rows of failures that passed. */
  private final Deque<Integer> passed = new ArrayDeque<>();

  private boolean begun;
  private int rank;
  private int baseline;
  private @Nullable K opened;
  private @Nullable K lastGood;

  /** Evidence below the rank that holds, not yet believed. */
  private final List<K> doubted = new ArrayList<>();

  private int doubtedRank;

  private @Nullable Flaky<K> flaky;

  /** Evidence below the baseline since the regression began. */
  private int failing;

  /** Before the first evidence. */
  public StatusTracker(StatusRule rule) {
    this.rule = rule;
  }

  /**
   * Where {@link #state} was taken, under the same rule.
   *
   * @param named what a piece of evidence was written as
   */
  public static <K> StatusTracker<K> resumed(
      StatusRule rule, byte[] state, Function<byte[], K> named) {
    StatusTracker<K> tracker = new StatusTracker<>(rule);
    return Packing.unpack(
        state,
        in -> {
          tracker.begun = in.readBoolean();
          tracker.rank = in.readInt();
          tracker.baseline = in.readInt();
          tracker.doubtedRank = in.readInt();
          tracker.failing = in.readInt();
          byte[] opened = Packing.bytesOrNull(in);
          tracker.opened = opened == null ? null : named.apply(opened);
          byte[] lastGood = Packing.bytesOrNull(in);
          tracker.lastGood = lastGood == null ? null : named.apply(lastGood);
          for (int left = in.readInt(); left > 0; left--) {
            tracker.passed.addLast(in.readInt());
          }
          for (int left = in.readInt(); left > 0; left--) {
            tracker.doubted.add(named.apply(Packing.bytes(in)));
          }
          return tracker;
        });
  }

  /**
   * All that is remembered, in a few hundred bytes beside the names.
   *
   * @param name how a piece of evidence is written
   */
  public byte[] state(Function<K, byte[]> name) {
    return Packing.pack(
        out -> {
          out.writeBoolean(begun);
          out.writeInt(rank);
          out.writeInt(baseline);
          out.writeInt(doubtedRank);
          out.writeInt(failing);
          Packing.bytes(out, opened == null ? null : name.apply(opened));
          Packing.bytes(out, lastGood == null ? null : name.apply(lastGood));
          out.writeInt(passed.size());
          for (int length : passed) {
            out.writeInt(length);
          }
          out.writeInt(doubted.size());
          for (K one : doubted) {
            Packing.bytes(out, name.apply(one));
          }
        });
  }

  /** Whether a regression is open. */
  public boolean isOpen() {
    return opened != null;
  }

  /** Whether the newest evidence shows that it answers two ways; said once. */
  public Optional<Flaky<K>> flaky() {
    return Optional.ofNullable(flaky);
  }

  /** The next evidence, a higher rank being better; empty while there is no news. */
  public Optional<Event<K>> add(K evidence, int found) {
    flaky = null;
    if (!begun) {
      begun = true;
      rank = found;
      lastGood = evidence;
      return Optional.empty();
    }
    if (opened != null && found < baseline) {
      failing++;
    }
    if (found < rank) {
      return lower(evidence, found);
    }
    if (!doubted.isEmpty()) {
      int before = passed.size();
      remember(doubted.size());
      if (before < FLAKY_FROM && passed.size() == FLAKY_FROM) {
        flaky = new Flaky<>(doubted.get(0), lastGood, evidence, doubtedRank, rank);
      }
      doubted.clear();
    }
    if (found == rank) {
      lastGood = evidence;
      return Optional.empty();
    }
    return Optional.of(higher(evidence, found));
  }

  private Optional<Event<K>> lower(K evidence, int found) {
    // The best of what is doubted: a rank is lost when all of it lies below.
    doubtedRank = doubted.isEmpty() ? found : Math.max(doubtedRank, found);
    doubted.add(evidence);
    if (doubted.size() < needed()) {
      return Optional.empty();
    }
    K since = doubted.get(0);
    Happening happening = opened == null ? Happening.OPENED : Happening.WORSENED;
    if (opened == null) {
      opened = since;
      baseline = rank;
      failing = doubted.size();
    }
    Event<K> event = new Event<>(happening, opened, lastGood, since, evidence, rank, doubtedRank);
    rank = doubtedRank;
    lastGood = evidence;
    doubted.clear();
    return Optional.of(event);
  }

  private Event<K> higher(K evidence, int found) {
    K regression = opened == null ? evidence : opened;
    Happening happening =
        opened == null
            ? Happening.IMPROVED
            : found >= baseline ? Happening.RECOVERED : Happening.EASED;
    Event<K> event = new Event<>(happening, regression, lastGood, evidence, evidence, rank, found);
    if (happening == Happening.RECOVERED) {
      remember(failing);
      opened = null;
    }
    rank = found;
    lastGood = evidence;
    return event;
  }

  private int needed() {
    int longest = passed.stream().mapToInt(Integer::intValue).max().orElse(0);
    return Math.max(rule.confirmations(), rule.learnsFlakiness() ? longest + 1 : 0);
  }

  private void remember(int length) {
    if (rule.learnsFlakiness() && length <= MOOD) {
      passed.addLast(length);
      if (passed.size() > REMEMBERED) {
        passed.removeFirst();
      }
    }
  }
}
