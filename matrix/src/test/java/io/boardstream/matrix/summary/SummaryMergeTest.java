package io.boardstream.matrix.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.FailureExample;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.SummaryDay;
import io.boardstream.avro.SummaryFailure;
import io.boardstream.avro.SummaryRate;
import io.boardstream.avro.SummaryStage;
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

final class SummaryMergeTest {

  static {
    ContractClasses.trust();
  }

  /** Law 1: whatever the order, and however they were added up before. */
  @Property(tries = 300)
  void theOrderChangesNothing(@ForAll long seed, @ForAll @IntRange(min = 0, max = 12) int size) {
    Random random = new Random(seed);
    List<MatrixSummary> parts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      parts.add(part(random));
    }
    String expected = SummaryMerge.sum("all", parts).toString();

    Collections.shuffle(parts, random);
    int cut = size == 0 ? 0 : random.nextInt(size);
    MatrixSummary some = SummaryMerge.add("all", parts.subList(0, cut));
    MatrixSummary others = SummaryMerge.add("all", parts.subList(cut, size));

    assertThat(SummaryMerge.sum("all", List.of(others, some))).hasToString(expected);
  }

  @Test
  void whatIsTakenBackIsGone() {
    MatrixSummary one = rate("device", "n150", 1);

    MatrixSummary none = SummaryMerge.sum("all", List.of(one, rate("device", "n150", -1)));

    assertThat(none.getRates()).isEmpty();
  }

  @Test
  void ofManyValuesTheMostFrequentAreListedInTheirOrder() {
    List<MatrixSummary> parts = new ArrayList<>();
    IntStream.range(0, 300)
        .forEach(i -> parts.add(rate("framework", "f%03d".formatted(i), i < 50 ? 1 : 2)));
    parts.add(rate("device", "n150", 1));

    List<SummaryRate> rates = SummaryMerge.sum("all", parts).getRates();

    assertThat(rates).hasSize(201);
    assertThat(rates.get(0).getDimension()).isEqualTo("device");
    assertThat(rates.get(1).getValue()).isEqualTo("f050");
    assertThat(rates.get(200).getValue()).isEqualTo("f249");
  }

  private static MatrixSummary rate(String dimension, String value, long total) {
    return MatrixSummary.newBuilder(SummaryMerge.add("x", List.of()))
        .setRates(List.of(new SummaryRate(dimension, value, total, 0L, 0L)))
        .build();
  }

  private static MatrixSummary part(Random random) {
    return MatrixSummary.newBuilder(SummaryMerge.add("x", List.of()))
        .setModels(1)
        .setModelsRunning(random.nextInt(2))
        .setModelsByEvidence(Map.of(random.nextBoolean() ? "real" : "none", 1L))
        .setUnmappedModels(List.of("model" + random.nextInt(3)))
        .setRates(
            List.of(
                new SummaryRate("device", "d" + random.nextInt(3), 1L, 1L, 0L),
                new SummaryRate("family", "f" + random.nextInt(2), 1L, 0L, 1L)))
        .setFailures(
            List.of(
                new SummaryFailure(
                    "c" + random.nextInt(2),
                    (long) random.nextInt(3),
                    List.of(
                        new FailureExample(
                            "m" + random.nextInt(2),
                            "d",
                            "message",
                            "r" + random.nextInt(5),
                            random.nextInt(4) == 0
                                ? null
                                : Instant.ofEpochSecond(random.nextInt(3)))))))
        .setDays(List.of(new SummaryDay((long) random.nextInt(4), 1L, 0L, 1L)))
        .setStages(
            List.of(new SummaryStage("compiling", 1L, 5L, Histogram.of(random.nextInt(9), 1))))
        .build();
  }
}
