package io.boardstream.agent.jobs;

import io.boardstream.agent.artifact.LeftBehind;
import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.outbox.BrokerClock;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.AttemptOutcome;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.failure.FailureRules;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Tells an attempt as events. */
final class AttemptEvents {
  private static final int MAX_EXCERPT = 8_000;
  private static final int MAX_WARNINGS = 100;
  private static final int MAX_WARNING = 2_000;
  private static final Pattern PINNED = Pattern.compile("hf://[^@]*@([0-9a-f]{40})(?:/.*)?");
  private static final AttemptOutcome COMPLETED =
      AttemptOutcome.newBuilder().setStatus("completed").build();

  private final String host;
  private final String agentVersion;
  private final FailureRules rules;
  private final BrokerClock clock;

  AttemptEvents(String host, String agentVersion, FailureRules rules, BrokerClock clock) {
    this.host = host;
    this.agentVersion = agentVersion;
    this.rules = rules;
    this.clock = clock;
  }

  /** An attempt that is over. */
  record Attempt(
      String id,
      int number,
      JobRequest job,
      BoardSlot board,
      Frontend frontend,
      Rung rung,
      @Nullable CachedModel model,
      RunResult result,
      LeftBehind left,
      Instant started,
      Instant ended) {

    /** The same with another result. */
    Attempt with(RunResult other) {
      return new Attempt(
          id, number, job, board, frontend, rung, model, other, left, started, ended);
    }

    /**
     * Whether it says nothing of real hardware, by the board, the frontend, the job's wish or the
     * program itself: that can say that it is simulated, never that it is not.
     */
    boolean simulated() {
      return board.simulated()
          || frontend.simulated()
          || job.getSimulated()
          || Boolean.parseBoolean(result.properties().get("simulated"));
    }
  }

  /** How it failed, by its text; empty when it completed. */
  Optional<String> category(RunResult result) {
    if (result.failureReason().isEmpty() || result.outcome() == RunResult.Outcome.CANCELLED) {
      return Optional.empty();
    }
    String text = result.message();
    if (result.outcome() == RunResult.Outcome.FAILED) {
      // A message says more than the end of a log; the log is asked when the message says nothing.
      var diagnosis = rules.diagnose(text);
      return Optional.of(
          (diagnosis.category().isUnknown()
                      || result.signal().isPresent()
                      || text.startsWith("ended with exit code")
                  ? rules.diagnose(text + "\n" + result.stack() + "\n" + result.tail())
                  : diagnosis)
              .category()
              .id());
    }
    return Optional.of(rules.diagnose(text).category().id());
  }

  /**
   * A compile event, and a run event when it came to running. What completed without coming there
   * was compiled only, and says nothing of running.
   */
  List<SpecificRecord> of(Attempt attempt) {
    boolean ran = attempt.result().stage() == Stage.EXECUTING;
    JobAttempt told = told(attempt);
    AttemptOutcome ended = ended(attempt.result());
    List<SpecificRecord> events = new ArrayList<>();
    events.add(
        CompileEvent.newBuilder()
            .setAttempt(told)
            .setOutcome(ran ? COMPLETED : ended)
            .setArtifact(attempt.left().artifact().orElse(null))
            .build());
    if (ran) {
      Map<String, Double> metrics = attempt.result().metrics();
      events.add(
          RunEvent.newBuilder()
              .setAttempt(told)
              .setOutcome(ended)
              .setMetrics(metrics)
              .setLatencyMs(metrics.get("latency_ms"))
              .setThroughput(metrics.get("throughput"))
              .setOutputCheck(attempt.result().properties().get("output_check"))
              .build());
    }
    return events;
  }

  private JobAttempt told(Attempt attempt) {
    RunResult result = attempt.result();
    JobRequest job = attempt.job();
    CachedModel model = attempt.model();
    Map<String, String> reported = result.properties();
    return JobAttempt.newBuilder()
        .setId(attempt.id())
        .setJobId(job.getJobId())
        .setRetry(job.getRetry())
        .setNumber(attempt.number())
        .setModelName(job.getModelName())
        .setModelAddress(job.getModelAddress())
        .setModelSha256(model == null ? null : model.sha256())
        .setModelBytes(model == null ? null : Long.valueOf(model.size()))
        .setModelRevision(revision(job))
        .setModelArchitecture(reported.get("model_architecture"))
        .setModelFramework(reported.get("framework"))
        .setModelParameters(parameters(result))
        .setPrecision(job.getPrecision().orElse(null))
        .setFrontend(attempt.frontend().name())
        .setFrontendVersion(reported.get("frontend_version"))
        .setDevice(attempt.board().device())
        .setBoardKey(attempt.board().key())
        .setArchitecture(attempt.board().architecture().orElse(null))
        .setHost(host)
        .setFirmware(attempt.board().firmware().orElse(null))
        .setDriver(attempt.board().driver().orElse(null))
        .setDeviceConfiguration(reported.get("device_configuration"))
        .setAdaptationLevel(attempt.rung().level())
        .setOptions(attempt.rung().options())
        .setStage(result.stage().word())
        .setStageDurations(durations(result))
        .setLogReference(host + ":" + attempt.id())
        .setPeakMemoryBytes(result.peakMemoryBytes())
        .setWarnings(warnings(attempt))
        .setCpuFallback(
            reported.containsKey("cpu_fallback")
                ? Boolean.valueOf(reported.get("cpu_fallback"))
                : null)
        .setSimulated(attempt.simulated())
        .setAgentVersion(agentVersion)
        .setStartedAt(attempt.started())
        .setEndedAt(attempt.ended())
        .setClockOffsetMs(ahead())
        .build();
  }

  private AttemptOutcome ended(RunResult result) {
    boolean failed = !result.completed();
    return AttemptOutcome.newBuilder()
        .setStatus(status(result))
        .setFailureReason(result.failureReason().orElse(null))
        .setFailureCategory(category(result).orElse(null))
        .setMessage(failed ? cut(result.message()) : null)
        .setStack(failed ? excerpt(result) : null)
        .setExitCode(boxed(result.exitCode()))
        .setExitSignal(boxed(result.signal()))
        .build();
  }

  /** The agent's own, which are few, and the first of the program's; an event has a size. */
  private static List<String> warnings(Attempt attempt) {
    return Stream.concat(attempt.left().warnings().stream(), attempt.result().warnings().stream())
        .limit(MAX_WARNINGS)
        .map(text -> text.length() <= MAX_WARNING ? text : text.substring(0, MAX_WARNING) + "…")
        .toList();
  }

  /** As the job says it, or as the address pins it. */
  private static @Nullable String revision(JobRequest job) {
    Matcher pinned = PINNED.matcher(job.getModelAddress());
    return job.getModelRevision().orElse(pinned.matches() ? pinned.group(1) : null);
  }

  private @Nullable Long ahead() {
    OptionalLong ahead = clock.aheadMillis();
    return ahead.isPresent() ? Long.valueOf(ahead.getAsLong()) : null;
  }

  private static String status(RunResult result) {
    return switch (result.outcome()) {
      case COMPLETED -> "completed";
      case CANCELLED -> "cancelled";
      default -> "failed";
    };
  }

  private static Map<String, Long> durations(RunResult result) {
    Map<String, Long> durations = new LinkedHashMap<>();
    for (Map.Entry<Stage, Duration> stage : result.durations().entrySet()) {
      durations.put(stage.getKey().word(), stage.getValue().toNanos());
    }
    return durations;
  }

  private static @Nullable Long parameters(RunResult result) {
    String reported = result.properties().getOrDefault("parameters", "");
    return reported.matches("[0-9]{1,18}") ? Long.valueOf(reported) : null;
  }

  private static @Nullable Integer boxed(OptionalInt number) {
    return number.isPresent() ? Integer.valueOf(number.getAsInt()) : null;
  }

  private static String excerpt(RunResult result) {
    return cut(result.stack().isEmpty() ? end(result.tail()) : result.stack());
  }

  private static String end(String text) {
    return text.length() <= MAX_EXCERPT ? text : text.substring(text.length() - MAX_EXCERPT);
  }

  private static String cut(String text) {
    return text.length() <= MAX_EXCERPT ? text : text.substring(0, MAX_EXCERPT);
  }
}
