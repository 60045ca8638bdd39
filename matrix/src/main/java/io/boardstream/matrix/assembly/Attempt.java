package io.boardstream.matrix.assembly;

import static java.util.Comparator.comparing;

import io.boardstream.avro.AttemptOutcome;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.failure.FailureCategory;
import io.boardstream.matrix.failure.FailureRules;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * One attempt at a job, as far as it was told: at least one of the two.
 *
 * @param compiled how its compilation ended
 * @param ran how its execution ended
 */
record Attempt(int number, Optional<CompileEvent> compiled, Optional<RunEvent> ran) {

  /** Of the attempts of a retry the first by this order counts. */
  static final Comparator<Attempt> COUNTS_FIRST =
      comparing(Attempt::word).thenComparing(Attempt::number);

  private static final String SOURCE = "agent";
  private static final String STEP = "run";

  /** Reasons for which nothing was tried, or nothing can be said of the model. */
  private static final Set<String> NOT_OF_THE_MODEL = Set.of("download_error", "harness_error");

  private static final FailureRules CATEGORIES = FailureRules.builtIn();
  private static final int MAX_LETTERS = 500;

  /** What an attempt says; what counts more stands before. */
  private enum Word {
    RAN("success"),
    TRIED_AND_FAILED("failure"),
    NOTHING("inconclusive");

    private final String runStatus;

    Word(String runStatus) {
      this.runStatus = runStatus;
    }
  }

  static Attempt of(CompileEvent event) {
    return new Attempt(event.getAttempt().getNumber(), Optional.of(event), Optional.empty());
  }

  static Attempt of(RunEvent event) {
    return new Attempt(event.getAttempt().getNumber(), Optional.empty(), Optional.of(event));
  }

  String jobId() {
    return told().getJobId();
  }

  int retry() {
    return told().getRetry();
  }

  boolean isSimulated() {
    return told().getSimulated();
  }

  /** With what else was told of it. */
  Attempt with(Attempt other) {
    return new Attempt(number, compiled.or(other::compiled), ran.or(other::ran));
  }

  /** Its rows, by their keys on {@code benchmark.rows}: one that says how it ended, and numbers. */
  Map<String, BenchmarkRow> rows() {
    Map<String, BenchmarkRow> rows = new LinkedHashMap<>();
    Word word = word();
    put(rows, "-", row -> row.setRunStatus(word.runStatus));
    if (word == Word.RAN) {
      numbers()
          .forEach(
              (name, value) ->
                  put(
                      rows,
                      name,
                      row -> row.setStepName(STEP).setMetricName(name).setMetricValue(value)));
    }
    return rows;
  }

  /** It compiled and ran. */
  boolean hasRun() {
    return word() == Word.RAN;
  }

  /** It tried and failed, which says something of the model. */
  boolean hasFailed() {
    return word() == Word.TRIED_AND_FAILED;
  }

  /** When it began, by the brokers' clock as far as that is known. */
  Instant began() {
    return told().getStartedAt().minusMillis(told().getClockOffsetMs().orElse(0L));
  }

  /** A failure of host, network or harness says nothing of the model on the device. */
  private Word word() {
    AttemptOutcome outcome = outcome();
    if (ran.isPresent() && outcome.getStatus().equals("completed")) {
      return Word.RAN;
    }
    boolean failed =
        outcome.getStatus().equals("failed")
            && outcome.getFailureReason().filter(NOT_OF_THE_MODEL::contains).isEmpty()
            && outcome
                .getFailureCategory()
                .flatMap(CATEGORIES::category)
                .map(FailureCategory::ofTheModel)
                .orElse(true);
    return failed ? Word.TRIED_AND_FAILED : Word.NOTHING;
  }

  private Map<String, Double> numbers() {
    Map<String, Double> numbers = new TreeMap<>();
    ran.ifPresent(
        run -> {
          numbers.putAll(run.getMetrics());
          run.getLatencyMs().ifPresent(value -> numbers.put("latency_ms", value));
          run.getThroughput().ifPresent(value -> numbers.put("throughput", value));
        });
    return numbers;
  }

  private void put(
      Map<String, BenchmarkRow> rows, String name, UnaryOperator<BenchmarkRow.Builder> change) {
    String run = jobId() + "." + retry();
    String id = run + "/" + name;
    BenchmarkRow.Builder row =
        BenchmarkRow.newBuilder()
            .setSource(SOURCE)
            .setRowId(id)
            .setBenchmarkRunId(run)
            .setMlModelName(told().getModelName())
            .setPrecision(told().getPrecision().orElse(null))
            .setDeviceName(told().getDevice())
            .setRunEndTs(ended())
            .setStage(told().getStage())
            .setFailure(outcome().getMessage().map(this::failure).orElse(null))
            .setOrigin(origin());
    rows.put(SOURCE + "/" + id, change.apply(row).build());
  }

  /** By the brokers' clock, as far as it is known: hosts may disagree. */
  Instant ended() {
    return told().getEndedAt().minusMillis(told().getClockOffsetMs().orElse(0L));
  }

  /** It holds for the compiler that it names. */
  private String failure(String message) {
    return cut(
        outcome().getFailureCategory().map(category -> category + ": ").orElse("")
            + message
            + " ("
            + frontend()
            + ")");
  }

  private String origin() {
    JobAttempt told = told();
    return cut(
        (isSimulated() ? "simulated; " : "")
            + "attempt %d on %s%s%s, %s, adaptation level %s%s"
                .formatted(
                    number,
                    told.getHost(),
                    told.getBoardKey().map(board -> " board " + board).orElse(""),
                    told.getCpuFallback().orElse(false) ? ", partly on the host's processor" : "",
                    frontend(),
                    told.getAdaptationLevel(),
                    told.getLogReference().map(log -> ", log " + log).orElse("")));
  }

  private String frontend() {
    return told().getFrontend()
        + told().getFrontendVersion().map(version -> " " + version).orElse("");
  }

  /** Both events say the same of it. */
  JobAttempt told() {
    return ran.map(RunEvent::getAttempt)
        .or(() -> compiled.map(CompileEvent::getAttempt))
        .orElseThrow();
  }

  /** Of the event that ended it. */
  AttemptOutcome outcome() {
    return ran.map(RunEvent::getOutcome)
        .or(() -> compiled.map(CompileEvent::getOutcome))
        .orElseThrow();
  }

  private static String cut(String text) {
    if (text.length() <= MAX_LETTERS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_LETTERS - 1));
    return text.substring(0, splits ? MAX_LETTERS - 1 : MAX_LETTERS) + "…";
  }
}
