package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.faults.FaultKind.Target;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * Which faults come when: first each kind by itself, then by chance single ones and several at
 * once. The same seed gives the same.
 */
final class Schedule {

  private static final int MOST_AT_ONCE = 4;

  private Schedule() {}

  /**
   * Plans the steps, between which the system recovers; the faults of one step overlap.
   *
   * @param faults how many in all steps together
   * @param kinds to choose from
   * @param overlapping whether there are steps of several faults at all
   */
  static List<List<FaultKind>> of(
      int faults, long seed, Collection<FaultKind> kinds, boolean overlapping) {
    Random random = new Random(seed);
    List<List<FaultKind>> steps = new ArrayList<>();
    List<FaultKind> round = new ArrayList<>(EnumSet.copyOf(kinds));
    Collections.shuffle(round, random);
    round.stream().limit(faults).forEach(kind -> steps.add(List.of(kind)));
    int left = faults - steps.size();
    while (left > 0) {
      boolean single = !overlapping || left == 1 || random.nextInt(5) < 2;
      int size = single ? 1 : 2 + random.nextInt(Math.min(MOST_AT_ONCE, left) - 1);
      List<FaultKind> step = step(size, kinds, random);
      steps.add(step);
      left -= step.size();
    }
    return steps;
  }

  /** Faults of different targets; fewer than asked for when there are not so many. */
  private static List<FaultKind> step(int size, Collection<FaultKind> kinds, Random random) {
    List<FaultKind> shuffled = new ArrayList<>(EnumSet.copyOf(kinds));
    Collections.shuffle(shuffled, random);
    Set<Target> taken = EnumSet.noneOf(Target.class);
    List<FaultKind> step = new ArrayList<>();
    for (FaultKind kind : shuffled) {
      if (step.size() < size && taken.add(kind.target())) {
        step.add(kind);
      }
    }
    return List.copyOf(step);
  }
}
