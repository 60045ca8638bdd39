package io.boardstream.matrix.summary;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingLong;

import io.boardstream.avro.FailureExample;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.SummaryDay;
import io.boardstream.avro.SummaryFailure;
import io.boardstream.avro.SummaryRate;
import io.boardstream.avro.SummaryStage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * Adds summaries up. The order in which they come changes nothing: numbers are whole, and what is
 * cut is cut by an order of its own.
 */
public final class SummaryMerge {

  private static final int MAX_NAMES = 1_000;
  private static final int MAX_VALUES = 200;
  private static final int MAX_EXAMPLES = 3;
  private static final int MAX_DAYS = 400;

  /** The newest first. */
  private static final Comparator<FailureExample> NEWEST =
      comparing((FailureExample one) -> one.getEndedAt().orElse(Instant.MIN))
          .reversed()
          .thenComparing(FailureExample::getModel)
          .thenComparing(FailureExample::getDevice)
          .thenComparing(FailureExample::getRunId)
          .thenComparing(FailureExample::getMessage);

  private record RateKey(String dimension, String value) implements Comparable<RateKey> {
    @Override
    public int compareTo(RateKey other) {
      return comparing(RateKey::dimension).thenComparing(RateKey::value).compare(this, other);
    }
  }

  private SummaryMerge() {}

  /** The sum, cut to what a record may hold. */
  public static MatrixSummary sum(String scope, Collection<MatrixSummary> parts) {
    MatrixSummary all = add(scope, parts);
    return MatrixSummary.newBuilder(all)
        .setUnmappedModels(first(all.getUnmappedModels(), MAX_NAMES))
        .setUnmappedDevices(first(all.getUnmappedDevices(), MAX_NAMES))
        .setRates(frequent(all.getRates()))
        .setFailures(
            all.getFailures().stream()
                .filter(failure -> failure.getCount() > 0)
                .sorted(
                    comparingLong(SummaryFailure::getCount)
                        .reversed()
                        .thenComparing(SummaryFailure::getCategory))
                .limit(MAX_VALUES)
                .toList())
        .build();
  }

  /** The sum with all values that there are, to be added to. */
  public static MatrixSummary add(String scope, Collection<MatrixSummary> parts) {
    return MatrixSummary.newBuilder()
        .setScope(scope)
        .setModels(total(parts, MatrixSummary::getModels))
        .setCells(total(parts, MatrixSummary::getCells))
        .setCellsByStatus(counts(parts, MatrixSummary::getCellsByStatus))
        .setUnmappedModels(names(parts, MatrixSummary::getUnmappedModels))
        .setUnmappedDevices(names(parts, MatrixSummary::getUnmappedDevices))
        .setModelsRunning(total(parts, MatrixSummary::getModelsRunning))
        .setModelsByEvidence(counts(parts, MatrixSummary::getModelsByEvidence))
        .setRates(rates(parts))
        .setFailures(failures(parts))
        .setDays(days(parts))
        .setStages(stages(parts))
        .setSimulated(total(parts, MatrixSummary::getSimulated))
        .build();
  }

  private static long total(Collection<MatrixSummary> parts, Function<MatrixSummary, Long> number) {
    return parts.stream().mapToLong(number::apply).sum();
  }

  private static Map<String, Long> counts(
      Collection<MatrixSummary> parts, Function<MatrixSummary, Map<String, Long>> counts) {
    SortedMap<String, Long> all = new TreeMap<>();
    parts.forEach(part -> counts.apply(part).forEach((key, n) -> all.merge(key, n, Long::sum)));
    return all;
  }

  private static List<String> names(
      Collection<MatrixSummary> parts, Function<MatrixSummary, List<String>> names) {
    SortedSet<String> all = new TreeSet<>();
    parts.forEach(part -> all.addAll(names.apply(part)));
    return List.copyOf(all);
  }

  private static List<SummaryRate> rates(Collection<MatrixSummary> parts) {
    SortedMap<RateKey, SummaryRate> all = new TreeMap<>();
    for (MatrixSummary part : parts) {
      for (SummaryRate rate : part.getRates()) {
        all.merge(
            new RateKey(rate.getDimension(), rate.getValue()),
            rate,
            (one, other) ->
                new SummaryRate(
                    one.getDimension(),
                    one.getValue(),
                    one.getTotal() + other.getTotal(),
                    one.getSucceeded() + other.getSucceeded(),
                    one.getFailed() + other.getFailed()));
      }
    }
    return all.values().stream().filter(rate -> rate.getTotal() != 0).toList();
  }

  private static List<SummaryRate> frequent(List<SummaryRate> rates) {
    List<SummaryRate> frequent = new ArrayList<>();
    rates.stream()
        .map(SummaryRate::getDimension)
        .distinct()
        .forEach(
            dimension ->
                rates.stream()
                    .filter(rate -> rate.getDimension().equals(dimension))
                    .sorted(
                        comparingLong(SummaryRate::getTotal)
                            .reversed()
                            .thenComparing(SummaryRate::getValue))
                    .limit(MAX_VALUES)
                    .sorted(comparing(SummaryRate::getValue))
                    .forEach(frequent::add));
    return frequent;
  }

  private static List<SummaryFailure> failures(Collection<MatrixSummary> parts) {
    SortedMap<String, SummaryFailure> all = new TreeMap<>();
    for (MatrixSummary part : parts) {
      for (SummaryFailure failure : part.getFailures()) {
        all.merge(failure.getCategory(), failure, SummaryMerge::both);
      }
    }
    return List.copyOf(all.values());
  }

  private static SummaryFailure both(SummaryFailure one, SummaryFailure other) {
    List<FailureExample> examples = new ArrayList<>(one.getExamples());
    examples.addAll(other.getExamples());
    return new SummaryFailure(
        one.getCategory(),
        one.getCount() + other.getCount(),
        examples.stream().distinct().sorted(NEWEST).limit(MAX_EXAMPLES).toList());
  }

  private static List<SummaryDay> days(Collection<MatrixSummary> parts) {
    SortedMap<Long, SummaryDay> all = new TreeMap<>();
    for (MatrixSummary part : parts) {
      for (SummaryDay day : part.getDays()) {
        all.merge(
            day.getDay(),
            day,
            (one, other) ->
                new SummaryDay(
                    one.getDay(),
                    one.getTotal() + other.getTotal(),
                    one.getSucceeded() + other.getSucceeded(),
                    one.getFailed() + other.getFailed()));
      }
    }
    List<SummaryDay> days = all.values().stream().filter(day -> day.getTotal() != 0).toList();
    return days.subList(Math.max(0, days.size() - MAX_DAYS), days.size());
  }

  private static List<SummaryStage> stages(Collection<MatrixSummary> parts) {
    SortedMap<String, SummaryStage> all = new TreeMap<>();
    for (MatrixSummary part : parts) {
      for (SummaryStage stage : part.getStages()) {
        all.merge(
            stage.getStage(),
            stage,
            (one, other) ->
                new SummaryStage(
                    one.getStage(),
                    one.getCount() + other.getCount(),
                    one.getTotalMs() + other.getTotalMs(),
                    Histogram.sum(one.getHistogram(), other.getHistogram())));
      }
    }
    return all.values().stream().filter(stage -> stage.getCount() != 0).toList();
  }

  private static <T> List<T> first(List<T> all, int most) {
    return all.size() <= most ? all : all.subList(0, most);
  }
}
