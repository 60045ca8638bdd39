package io.boardstream.matrix.documents;

import static io.boardstream.matrix.documents.Matrices.MONDAY;
import static io.boardstream.matrix.documents.Matrices.TUESDAY;
import static io.boardstream.matrix.documents.Matrices.cell;
import static io.boardstream.matrix.documents.Matrices.configuration;
import static io.boardstream.matrix.documents.Matrices.evidence;
import static io.boardstream.matrix.documents.Matrices.measurement;
import static io.boardstream.matrix.documents.Matrices.performance;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CellMetricsTest {
  @Test
  void allNumbersComeFromTheNewestConfiguration() {
    CellMetrics metrics =
        metrics(
            performance(
                configuration(1L, 1L, 1L),
                evidence("old", MONDAY),
                measurement("benchmark", "mean_tps", 1.0),
                measurement("benchmark", "ttft", 2.0)),
            performance(
                configuration(9L, 9L, 9L),
                evidence("new", TUESDAY),
                measurement("benchmark", "mean_tps", 10.0)),
            performance(
                configuration(2L, 2L, 2L),
                evidence("timeless", null),
                measurement("benchmark", "mean_ttft_ms", 3.0)));

    assertThat(metrics.numbers()).isEqualTo(Map.of("mean_tps", 10.0));
  }

  @Test
  void aConfigurationWithoutAnyOfTheMetricsIsNoHeadline() {
    CellMetrics metrics =
        metrics(
            performance(
                configuration(1L, 1L, 1L),
                evidence("new", TUESDAY),
                measurement("benchmark", "mean_tps", 0.0),
                measurement("benchmark", "ttft", null),
                measurement("benchmark", "mean_ttft_ms", Double.NaN),
                measurement("eval", "score", 5.0)),
            performance(
                configuration(1L, 1L, 2L),
                evidence("old", MONDAY),
                measurement("benchmark", "ttft", 7.0)));

    assertThat(metrics.numbers()).isEqualTo(Map.of("ttft", 7.0));
  }

  @Test
  void ofEquallyNewConfigurationsTheSmallestIsTheHeadline() {
    assertThat(
            metrics(
                    sized(null, 1L, 1L, 1.0),
                    sized(128L, null, 1L, 2.0),
                    sized(128L, 64L, null, 3.0),
                    sized(128L, 64L, 32L, 4.0),
                    sized(128L, 64L, 16L, 5.0),
                    sized(2048L, 1L, 1L, 6.0))
                .numbers())
        .isEqualTo(Map.of("mean_tps", 5.0));
  }

  @Test
  void theBenchmarkStepIsPreferredThenItsSummaryThenTheFirstByName() {
    assertThat(stepWins("zzz", "benchmark_summary", "benchmark")).isEqualTo("benchmark");
    assertThat(stepWins("aaa", "benchmark_summary", "zzz")).isEqualTo("benchmark_summary");
    assertThat(stepWins("warm", "cold", "hot")).isEqualTo("cold");
  }

  @ParameterizedTest
  @CsvSource({"PASS, true", "FAIL, false", "NA, ", "UNKNOWN, "})
  void theAccuracyCheckIsABooleanOrAbsent(CheckOutcome outcome, Boolean passed) {
    Evidence evidence = evidence("1", MONDAY);
    Cell cell =
        cell("n150", Status.SUPPORTED)
            .setAccuracy(
                new AccuracyFacet(outcome, evidence, null, configuration(null, null, null)))
            .build();

    CellMetrics metrics = CellMetrics.of(cell);

    assertThat(metrics.accuracyCheck()).isEqualTo(Optional.ofNullable(passed));
    assertThat(metrics.isEmpty()).isEqualTo(passed == null);
  }

  @Property
  void theOrderOfConfigurationsDoesNotMatter(
      @ForAll @Size(max = 6) List<@IntRange(max = 3) Integer> days,
      @ForAll @IntRange(max = 1_000) int seed) {
    List<PerformanceFacet> entries = new ArrayList<>();
    for (int i = 0; i < days.size(); i++) {
      Instant day = days.get(i) == 0 ? null : MONDAY.plusSeconds(days.get(i));
      entries.add(
          performance(
              configuration(days.get(i) % 2L, null, (long) i),
              evidence("run", day),
              measurement("benchmark", "mean_tps", i + 1.0)));
    }
    CellMetrics before = metrics(entries.toArray(PerformanceFacet[]::new));

    Collections.shuffle(entries, new java.util.Random(seed));

    assertThat(metrics(entries.toArray(PerformanceFacet[]::new))).isEqualTo(before);
  }

  private static String stepWins(String... steps) {
    List<String> names = Arrays.asList(steps);
    double value =
        metrics(
                performance(
                    configuration(1L, 1L, 1L),
                    evidence("1", MONDAY),
                    measurement(steps[0], "ttft", 1.0),
                    measurement(steps[1], "ttft", 2.0),
                    measurement(steps[2], "ttft", 3.0)))
            .numbers()
            .get("ttft");
    return names.get((int) value - 1);
  }

  private static PerformanceFacet sized(Long isl, Long osl, Long batchSize, double value) {
    return performance(
        configuration(isl, osl, batchSize),
        evidence("1", MONDAY),
        measurement("benchmark", "mean_tps", value));
  }

  private static CellMetrics metrics(PerformanceFacet... performance) {
    return CellMetrics.of(
        cell("n150", Status.SUPPORTED).setPerformance(List.of(performance)).build());
  }
}
