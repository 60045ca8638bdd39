package io.boardstream.matrix.regression;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
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

  /** How many failures that passed are remembered. */
  private static final int REMEMBERED = 5;

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

  /** Evidence below the baseline since the regression began. */
  private int failing;

  /** Before the first evidence. */
  public StatusTracker(StatusRule rule) {
    this.rule = rule;
  }

  /** Whether a regression is open. */
  public boolean isOpen() {
    return opened != null;
  }

  /** The next evidence, a higher rank being better; empty while there is no news. */
  public Optional<Event<K>> add(K evidence, int found) {
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
      remember(doubted.size());
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
