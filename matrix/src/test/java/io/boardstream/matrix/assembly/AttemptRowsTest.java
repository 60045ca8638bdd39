package io.boardstream.matrix.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.AttemptOutcome;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.RunEvent;
import io.boardstream.avro.SummaryDay;
import io.boardstream.avro.SummaryRate;
import io.boardstream.matrix.assembly.AttemptRows.Result;
import io.boardstream.matrix.fold.TreeStore;
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

final class AttemptRowsTest {

  static {
    ContractClasses.trust();
  }

  private static final Instant NIGHT = Instant.parse("2026-03-01T04:00:00Z");

  private final Told told = new Told();
  private AttemptRows rows = new AttemptRows(new TreeStore(), false);

  @Test
  void aRunThatCompletedIsARowThatSaysSoAndOneForEachNumber() {
    assertThat(rows.apply(compiled("completed", 1, e -> {}), told)).isEqualTo(Result.APPLIED);
    assertThat(status()).isEqualTo("inconclusive");
    rows.apply(
        ran(
            "completed",
            1,
            e -> e.run().setThroughput(12.5).setMetrics(Map.of("mean_ttft_ms", 7.0))),
        told);

    assertThat(told.rows).containsOnlyKeys("agent/j.0/-", row("mean_ttft_ms"), row("throughput"));
    assertThat(status()).isEqualTo("success");
    BenchmarkRow number = told.rows.get(row("throughput"));
    assertThat(number.getMetricValue()).contains(12.5);
    assertThat(number.getBenchmarkRunId()).contains("j.0");
    assertThat(number.getDeviceName()).contains("n150");
    assertThat(number.getOrigin().orElseThrow()).contains("host-1", "board b-1", "tt-torch 1.2");
  }

  @Test
  void theTimeOfARunIsThatOfTheBrokersClock() {
    rows.apply(ran("completed", 1, e -> e.attempt().setClockOffsetMs(2_000L)), told);

    assertThat(told.rows.get("agent/j.0/-").getRunEndTs()).contains(NIGHT.minusSeconds(2));
  }

  @Test
  void whatFailedToCompileFailedAndNamesTheCompiler() {
    rows.apply(
        compiled(
            "failed",
            1,
            e ->
                e.outcome()
                    .setFailureReason("compilation_error")
                    .setFailureCategory("unsupported-op")
                    .setMessage("no such op")),
        told);

    assertThat(status()).isEqualTo("failure");
    assertThat(told.rows.get("agent/j.0/-").getFailure())
        .contains("unsupported-op: no such op (tt-torch 1.2)");
  }

  @Test
  void whatHostOrNetworkDidSaysNothingOfTheModel() {
    rows.apply(compiled("failed", 1, e -> e.outcome().setFailureReason("download_error")), told);
    assertThat(status()).isEqualTo("inconclusive");

    rows.apply(compiled("failed", 2, e -> e.outcome().setFailureCategory("memory-host")), told);
    assertThat(status()).isEqualTo("inconclusive");

    rows.apply(
        compiled("failed", 3, e -> e.outcome().setFailureCategory("of-somebody-else")), told);
    assertThat(status()).isEqualTo("failure");
  }

  @Test
  void ofSeveralAttemptsTheLowestThatRanCounts() {
    rows.apply(ran("completed", 3, e -> e.run().setThroughput(3.0)), told);
    rows.apply(compiled("failed", 1, e -> {}), told);
    assertThat(told.rows.get(row("throughput")).getMetricValue()).contains(3.0);

    rows.apply(ran("completed", 2, e -> e.run().setLatencyMs(2.0)), told);
    assertThat(told.rows).containsOnlyKeys("agent/j.0/-", row("latency_ms"));
    assertThat(rows.apply(ran("failed", 2, e -> {}), told)).isEqualTo(Result.KNOWN);
    assertThat(status()).isEqualTo("success");
  }

  @Test
  void aRetryIsARunOfItsOwn() {
    rows.apply(ran("failed", 1, e -> {}), told);
    rows.apply(ran("completed", 1, e -> e.attempt().setRetry(1)), told);

    assertThat(told.rows).containsOnlyKeys("agent/j.0/-", "agent/j.1/-");
  }

  @Test
  void whatIsSimulatedCountsOnlyWhereThatIsAllowedAndSaysSo() {
    TreeStore store = new TreeStore();
    rows = new AttemptRows(store, false);
    assertThat(rows.adoptRule()).isFalse();
    RunEvent simulated = ran("completed", 1, e -> e.attempt().setSimulated(true));
    assertThat(rows.apply(simulated, told)).isEqualTo(Result.SIMULATED);
    assertThat(told.rows).isEmpty();

    rows = new AttemptRows(store, true);
    assertThat(rows.adoptRule()).isTrue();
    assertThat(rows.renew(10, told)).isFalse();
    assertThat(told.rows.get("agent/j.0/-").getOrigin().orElseThrow()).startsWith("simulated; ");

    rows = new AttemptRows(store, false);
    assertThat(rows.adoptRule()).isTrue();
    rows.renew(10, told);
    assertThat(told.rows).isEmpty();
    assertThat(new AttemptRows(store, false).adoptRule()).isFalse();
  }

  @Test
  void aRunThatLeftTheBoardForTheProcessorSaysSo() {
    rows.apply(ran("completed", 1, e -> e.attempt().setCpuFallback(true)), told);

    assertThat(told.rows.get("agent/j.0/-").getOrigin().orElseThrow())
        .contains("partly on the host's processor");
  }

  @Test
  void aLongMessageIsCut() {
    rows.apply(ran("failed", 1, e -> e.outcome().setMessage("\uD83D\uDE00".repeat(5_000))), told);

    assertThat(told.rows.get("agent/j.0/-").getFailure().orElseThrow()).hasSizeLessThan(600);
  }

  /** Laws 1 and 4: any order, any event twice, other rules in between. */
  @Property(tries = 1000)
  void anyOrderEndsInTheSameRows(@ForAll("events") List<Object> events, @ForAll long seed) {
    Random random = new Random(seed);
    Told inOrder = new Told();
    AttemptRows expected = new AttemptRows(new TreeStore(), true);
    events.forEach(event -> apply(expected, event, inOrder));

    List<Object> arrivals = new ArrayList<>(events);
    events.stream().filter(event -> random.nextInt(3) == 0).forEach(arrivals::add);
    Collections.shuffle(arrivals, random);
    TreeStore store = new TreeStore();
    Told shuffled = new Told();
    AttemptRows live = started(store, random.nextBoolean());
    for (Object event : arrivals) {
      apply(live, event, shuffled);
      if (random.nextInt(6) == 0) {
        live = started(store, random.nextBoolean());
      }
      live.renew(random.nextInt(3), shuffled);
    }
    live = started(store, true);
    live.renew(Integer.MAX_VALUE, shuffled);

    assertThat(shuffled.rows).isEqualTo(inOrder.rows);
    assertThat(live.totals()).hasToString(expected.totals().toString());
  }

  private static AttemptRows started(TreeStore store, boolean countSimulated) {
    AttemptRows rows = new AttemptRows(store, countSimulated);
    rows.adoptRule();
    return rows;
  }

  @Test
  void attemptsAreCountedByWhatBecameOfThem() {
    Map<String, Long> durations = Map.of("compiling", 3_000_000L);
    rows.apply(compiled("completed", 1, e -> e.attempt().setStageDurations(durations)), told);
    assertThat(rate("device")).isEqualTo(new SummaryRate("device", "n150", 1L, 0L, 0L));
    rows.apply(
        ran(
            "completed",
            1,
            e -> e.attempt().setModelFramework("onnx").setStageDurations(durations)),
        told);
    rows.apply(
        compiled(
            "failed",
            2,
            e ->
                e.outcome()
                    .setFailureCategory("unsupported-op")
                    .setFailureReason("compilation_error")),
        told);
    rows.apply(ran("completed", 3, e -> e.attempt().setSimulated(true)), told);

    MatrixSummary totals = rows.totals();
    assertThat(totals.getSimulated()).isEqualTo(1);
    assertThat(rate("device")).isEqualTo(new SummaryRate("device", "n150", 2L, 1L, 1L));
    assertThat(rate("framework")).isEqualTo(new SummaryRate("framework", "onnx", 1L, 1L, 0L));
    assertThat(totals.getFailures())
        .singleElement()
        .satisfies(
            failure -> {
              assertThat(failure.getCategory()).isEqualTo("unsupported-op");
              assertThat(failure.getCount()).isEqualTo(1);
              assertThat(failure.getExamples().get(0).getRunId()).isEqualTo("j.0.2");
              assertThat(failure.getExamples().get(0).getMessage()).isEqualTo("it failed");
            });
    long day = NIGHT.atOffset(ZoneOffset.UTC).toLocalDate().toEpochDay();
    assertThat(totals.getDays()).containsExactly(new SummaryDay(day, 2L, 1L, 1L));
    assertThat(totals.getStages())
        .singleElement()
        .satisfies(
            stage -> {
              assertThat(stage.getCount()).isEqualTo(1);
              assertThat(stage.getTotalMs()).isEqualTo(3);
              assertThat(stage.getHistogram().get(2)).as("less than 4 ms").isEqualTo(1);
            });
  }

  private SummaryRate rate(String dimension) {
    return rows.totals().getRates().stream()
        .filter(rate -> rate.getDimension().equals(dimension))
        .findFirst()
        .orElseThrow();
  }

  /** Of one attempt there is one event of a kind, as the outbox of a host sees to. */
  @Provide
  static Arbitrary<List<Object>> events() {
    Arbitrary<Object> event =
        Combinators.combine(
                Arbitraries.of("j", "k"),
                Arbitraries.integers().between(0, 1),
                Arbitraries.integers().between(1, 4),
                Arbitraries.of(true, false))
            .as(AttemptRowsTest::event);
    return event.list().ofMaxSize(12);
  }

  private static Object event(String job, int retry, int attempt, boolean compile) {
    int dice = (job + retry + "." + attempt).hashCode();
    String status = List.of("completed", "failed", "cancelled").get(Math.floorMod(dice, 3));
    boolean simulated = dice % 5 == 0;
    return compile
        ? compiled(
            status, attempt, e -> e.attempt().setJobId(job).setRetry(retry).setSimulated(simulated))
        : ran(
            status,
            attempt,
            e -> {
              e.attempt().setJobId(job).setRetry(retry).setSimulated(simulated);
              e.run().setThroughput((double) attempt);
            });
  }

  private static void apply(AttemptRows rows, Object event, AssembledRows out) {
    if (event instanceof CompileEvent compiled) {
      rows.apply(compiled, out);
    } else {
      rows.apply((RunEvent) event, out);
    }
  }

  private String status() {
    return told.rows.get("agent/j.0/-").getRunStatus().orElseThrow();
  }

  private static String row(String metric) {
    return "agent/j.0/" + metric;
  }

  /** An event before it is told. */
  private record Draft(
      JobAttempt.Builder attempt, AttemptOutcome.Builder outcome, RunEvent.Builder run) {}

  private static CompileEvent compiled(String status, int attempt, Consumer<Draft> change) {
    Draft draft = draft(status, attempt, "compiling");
    change.accept(draft);
    return CompileEvent.newBuilder()
        .setAttempt(draft.attempt().build())
        .setOutcome(draft.outcome().build())
        .build();
  }

  private static RunEvent ran(String status, int attempt, Consumer<Draft> change) {
    Draft draft = draft(status, attempt, "executing");
    change.accept(draft);
    return draft
        .run()
        .setAttempt(draft.attempt().build())
        .setOutcome(draft.outcome().build())
        .build();
  }

  private static Draft draft(String status, int attempt, String stage) {
    return new Draft(
        JobAttempt.newBuilder()
            .setId("j.0." + attempt)
            .setJobId("j")
            .setRetry(0)
            .setNumber(attempt)
            .setModelName("Llama-3.1-8B-Instruct")
            .setModelAddress("models/llama")
            .setFrontend("tt-torch")
            .setFrontendVersion("1.2")
            .setDevice("n150")
            .setBoardKey("b-1")
            .setHost("host-1")
            .setAdaptationLevel(1)
            .setOptions(Map.of())
            .setStage(stage)
            .setStageDurations(Map.of())
            .setWarnings(List.of())
            .setSimulated(false)
            .setAgentVersion("1")
            .setStartedAt(NIGHT.minusSeconds(60))
            .setEndedAt(NIGHT),
        AttemptOutcome.newBuilder()
            .setStatus(status)
            .setMessage(status.equals("failed") ? "it failed" : null),
        RunEvent.newBuilder().setMetrics(Map.of()));
  }

  /** The rows as a reader of the topic has them; every one that is told must be news. */
  private static final class Told implements AssembledRows {
    private final Map<String, BenchmarkRow> rows = new TreeMap<>();

    @Override
    public void row(String key, Optional<BenchmarkRow> row) {
      BenchmarkRow before = row.isPresent() ? rows.put(key, row.get()) : rows.remove(key);
      assertThat(before).as("a change of %s is news", key).isNotEqualTo(row.orElse(null));
    }

    @Override
    public void rejected(String key, RejectedRow row) {
      throw new AssertionError(key + " was rejected: " + row);
    }
  }
}
