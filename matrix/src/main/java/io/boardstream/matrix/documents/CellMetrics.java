package io.boardstream.matrix.documents;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.PerformanceFacet;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The few numbers of a cell that {@code compatibility.json} shows. The numbers all come from one
 * configuration, the headline: numbers of different configurations side by side would describe a
 * run that nobody made.
 *
 * @param numbers measured values above zero by metric name
 * @param accuracyCheck whether the newest accuracy check passed; absent when there was none
 */
public record CellMetrics(Map<String, Double> numbers, Optional<Boolean> accuracyCheck) {
  private static final List<String> NAMES = List.of("mean_tps", "mean_ttft_ms", "ttft");

  /** Where several steps measured the same. */
  private static final List<String> PREFERRED_STEPS = List.of("benchmark", "benchmark_summary");

  private static final Comparator<Optional<Long>> ABSENT_LAST =
      Comparator.comparing(size -> size.orElse(Long.MAX_VALUE));

  private static final Comparator<Configuration> SMALLEST =
      Comparator.comparing(Configuration::getIsl, ABSENT_LAST)
          .thenComparing(Configuration::getOsl, ABSENT_LAST)
          .thenComparing(Configuration::getBatchSize, ABSENT_LAST)
          .thenComparing(Configuration::getMode);

  private static final Comparator<PerformanceFacet> HEADLINE =
      Comparator.comparing(CellMetrics::endedAt)
          .reversed()
          .thenComparing(PerformanceFacet::getConfiguration, SMALLEST);

  private static final Comparator<Measurement> STEP =
      Comparator.comparing((Measurement measurement) -> rank(measurement.getStepName()))
          .thenComparing(Measurement::getStepName);

  public static CellMetrics of(Cell cell) {
    Map<String, Double> numbers =
        cell.getPerformance().stream()
            .filter(performance -> !numbers(performance.getMeasurements()).isEmpty())
            .min(HEADLINE)
            .map(headline -> numbers(cell, headline.getConfiguration()))
            .orElse(Map.of());
    return new CellMetrics(
        numbers, cell.getAccuracy().map(AccuracyFacet::getOutcome).flatMap(CellMetrics::passed));
  }

  public boolean isEmpty() {
    return numbers.isEmpty() && accuracyCheck.isEmpty();
  }

  private static Map<String, Double> numbers(Cell cell, Configuration configuration) {
    return numbers(
        cell.getPerformance().stream()
            .filter(performance -> performance.getConfiguration().equals(configuration))
            .flatMap(performance -> performance.getMeasurements().stream())
            .toList());
  }

  private static Map<String, Double> numbers(List<Measurement> measurements) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String name : NAMES) {
      measurements.stream()
          .filter(measurement -> measurement.getMetricName().equals(name))
          .filter(CellMetrics::isMeasured)
          .min(STEP)
          .flatMap(Measurement::getValue)
          .ifPresent(value -> numbers.put(name, value));
    }
    return numbers;
  }

  /** Zero is a failed measurement. */
  private static boolean isMeasured(Measurement measurement) {
    return measurement.getValue().filter(value -> Double.isFinite(value) && value > 0).isPresent();
  }

  private static Instant endedAt(PerformanceFacet performance) {
    return performance.getEvidence().getEndedAt().orElse(Instant.MIN);
  }

  private static int rank(String step) {
    int preferred = PREFERRED_STEPS.indexOf(step);
    return preferred < 0 ? PREFERRED_STEPS.size() : preferred;
  }

  private static Optional<Boolean> passed(CheckOutcome outcome) {
    return switch (outcome) {
      case PASS -> Optional.of(true);
      case FAIL -> Optional.of(false);
      case NA, UNKNOWN -> Optional.empty();
    };
  }
}
