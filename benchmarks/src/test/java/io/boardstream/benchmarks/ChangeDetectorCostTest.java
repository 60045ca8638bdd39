package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The cost of a point, on a machine that does nothing else: {@code ./mvnw -pl benchmarks -am test
 * -Dtest=ChangeDetectorCostTest -Dsurefire.failIfNoSpecifiedTests=false -Dbenchmark=true}.
 */
final class ChangeDetectorCostTest {

  @Test
  @EnabledIfSystemProperty(
      named = "benchmark",
      matches = "true",
      disabledReason = "a measurement, for a machine that is at rest")
  void aPointCostsLittleAndNoMoreAfterALongHistory() throws RunnerException {
    Collection<RunResult> results =
        new Runner(
                new OptionsBuilder()
                    .include(ChangeDetectorBenchmark.class.getName())
                    .forks(0)
                    .warmupIterations(3)
                    .measurementIterations(5)
                    .warmupTime(TimeValue.seconds(1))
                    .measurementTime(TimeValue.seconds(1))
                    .build())
            .run();

    assertThat(results).hasSize(4);
    for (String scatter : new String[] {"0.01", "0.08"}) {
      double after100 = cost(results, "100", scatter);
      double after800 = cost(results, "800", scatter);
      assertThat(after100).isLessThan(50);
      assertThat(after800).isLessThan(50).isLessThan(2 * after100);
    }
  }

  private static double cost(Collection<RunResult> results, String history, String scatter) {
    return results.stream()
        .filter(result -> result.getParams().getParam("history").equals(history))
        .filter(result -> result.getParams().getParam("scatter").equals(scatter))
        .findFirst()
        .orElseThrow()
        .getPrimaryResult()
        .getScore();
  }
}
