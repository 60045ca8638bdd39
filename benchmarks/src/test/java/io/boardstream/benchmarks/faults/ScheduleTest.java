package io.boardstream.benchmarks.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ScheduleTest {

  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Test
  void eachKindComesOnceByItselfBeforeChanceDecides() {
    List<List<FaultKind>> steps = Schedule.of(100, 7, ALL, true);

    assertThat(steps.subList(0, ALL.size()))
        .allSatisfy(step -> assertThat(step).hasSize(1))
        .extracting(step -> step.get(0))
        .containsExactlyInAnyOrderElementsOf(ALL);
  }

  @Test
  void allStepsTogetherHaveAsManyFaultsAsAskedFor() {
    for (int faults : List.of(1, 3, ALL.size(), ALL.size() + 1, 100)) {
      assertThat(Schedule.of(faults, 7, ALL, true)).flatMap(step -> step).hasSize(faults);
    }
  }

  @Test
  void faultsOfOneStepHaveDifferentTargets() {
    List<List<FaultKind>> steps = Schedule.of(500, 7, ALL, true);

    assertThat(steps).anySatisfy(step -> assertThat(step).hasSizeGreaterThan(2));
    assertThat(steps)
        .allSatisfy(step -> assertThat(step).extracting(FaultKind::target).doesNotHaveDuplicates());
  }

  @Test
  void sameSeedGivesTheSamePlanAndAnotherSeedAnother() {
    assertThat(Schedule.of(60, 7, ALL, true))
        .isEqualTo(Schedule.of(60, 7, ALL, true))
        .isNotEqualTo(Schedule.of(60, 8, ALL, true));
  }

  @Test
  void oneByOneNeverHasSeveralAtOnce() {
    assertThat(Schedule.of(60, 7, ALL, false)).allSatisfy(step -> assertThat(step).hasSize(1));
  }

  @Test
  void fewKindsAreEnough() {
    assertThat(Schedule.of(9, 7, Set.of(FaultKind.KILL_SINK), true))
        .hasSize(9)
        .allSatisfy(step -> assertThat(step).containsExactly(FaultKind.KILL_SINK));
  }
}
