package io.boardstream.matrix.assembly;

import io.boardstream.avro.FailureExample;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.SummaryDay;
import io.boardstream.avro.SummaryFailure;
import io.boardstream.avro.SummaryRate;
import io.boardstream.avro.SummaryStage;
import io.boardstream.matrix.fold.AvroBytes;
import io.boardstream.matrix.fold.OrderedStore;
import io.boardstream.matrix.fold.Summaries;
import io.boardstream.matrix.summary.Histogram;
import io.boardstream.matrix.summary.ModelSummary;
import io.boardstream.matrix.summary.SummaryMerge;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Numbers over the attempts of a task, kept as they come: what was told of an attempt before is
 * taken back, and what is known now is added. Real and simulated ones are kept apart.
 */
final class AttemptTotals {

  private static final String UNKNOWN = "unknown";
  private static final long MILLIS_OF_A_DAY = 24 * 60 * 60 * 1000L;

  private static final AvroBytes<MatrixSummary> CODEC =
      new AvroBytes<>(
          MatrixSummary.getClassSchema(), MatrixSummary.getEncoder(), MatrixSummary.getDecoder());

  private final OrderedStore store;
  private final byte tag;

  /**
   * @param tag which keys of the store are its own
   */
  AttemptTotals(OrderedStore store, int tag) {
    this.store = store;
    this.tag = (byte) tag;
  }

  /**
   * More is known of an attempt now.
   *
   * @param told by the event that came; if it is a failure, it is an example from now on
   */
  void change(Optional<Attempt> before, Attempt told, Attempt now) {
    List<MatrixSummary> parts = new ArrayList<>();
    parts.add(get(now.isSimulated()));
    before.ifPresent(attempt -> parts.add(numbers(attempt, -1)));
    parts.add(numbers(now, 1));
    parts.add(MatrixSummary.newBuilder(empty()).setFailures(failures(told, 0, true)).build());
    store.put(key(now.isSimulated()), CODEC.encode(SummaryMerge.add(Summaries.ATTEMPTS, parts)));
  }

  /** All numbers; simulated attempts are counted as such, and among the others only when asked. */
  MatrixSummary total(boolean countSimulated) {
    MatrixSummary simulated = get(true);
    MatrixSummary counted =
        countSimulated
            ? simulated
            : MatrixSummary.newBuilder(empty()).setSimulated(simulated.getSimulated()).build();
    return SummaryMerge.add(Summaries.ATTEMPTS, List.of(get(false), counted));
  }

  boolean isEmpty() {
    return store.get(key(false)) == null && store.get(key(true)) == null;
  }

  private MatrixSummary get(boolean simulated) {
    byte[] kept = store.get(key(simulated));
    return kept == null ? empty() : CODEC.decode(kept);
  }

  private byte[] key(boolean simulated) {
    return new byte[] {tag, (byte) (simulated ? 1 : 0)};
  }

  private static MatrixSummary empty() {
    return SummaryMerge.add(Summaries.ATTEMPTS, List.of());
  }

  /**
   * What an attempt counts.
   *
   * @param times 1, or -1 to take it back
   */
  private static MatrixSummary numbers(Attempt attempt, long times) {
    return MatrixSummary.newBuilder(empty())
        .setSimulated(attempt.isSimulated() ? times : 0)
        .setRates(
            Stream.of(
                    rate("architecture", attempt.told().getArchitecture(), attempt, times),
                    rate("device", Optional.of(attempt.told().getDevice()), attempt, times),
                    rate("framework", attempt.told().getModelFramework(), attempt, times),
                    rate("frontend", Optional.of(attempt.told().getFrontend()), attempt, times))
                .toList())
        .setFailures(failures(attempt, times, false))
        .setDays(
            List.of(
                new SummaryDay(
                    Math.floorDiv(attempt.began().toEpochMilli(), MILLIS_OF_A_DAY),
                    times,
                    attempt.hasRun() ? times : 0,
                    attempt.hasFailed() ? times : 0)))
        .setStages(stages(attempt, times))
        .build();
  }

  private static SummaryRate rate(
      String dimension, Optional<String> value, Attempt attempt, long times) {
    return new SummaryRate(
        dimension,
        ModelSummary.cut(value.filter(text -> !text.isBlank()).orElse(UNKNOWN)),
        times,
        attempt.hasRun() ? times : 0,
        attempt.hasFailed() ? times : 0);
  }

  private static List<SummaryFailure> failures(Attempt attempt, long times, boolean shown) {
    return attempt
        .outcome()
        .getFailureCategory()
        .map(
            category ->
                List.of(
                    new SummaryFailure(
                        category, times, shown ? List.of(example(attempt)) : List.of())))
        .orElse(List.of());
  }

  private static FailureExample example(Attempt attempt) {
    return new FailureExample(
        attempt.told().getModelName(),
        attempt.told().getDevice(),
        ModelSummary.cut(attempt.outcome().getMessage().orElse("")),
        attempt.told().getId(),
        attempt.ended());
  }

  private static List<SummaryStage> stages(Attempt attempt, long times) {
    List<SummaryStage> stages = new ArrayList<>();
    for (Map.Entry<String, Long> stage : attempt.told().getStageDurations().entrySet()) {
      long millis = TimeUnit.NANOSECONDS.toMillis(stage.getValue());
      stages.add(
          new SummaryStage(stage.getKey(), times, times * millis, Histogram.of(millis, times)));
    }
    return stages;
  }
}
