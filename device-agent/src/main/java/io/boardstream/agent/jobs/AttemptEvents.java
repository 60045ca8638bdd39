package io.boardstream.agent.jobs;

import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.CompileEvent;
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
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Tells an attempt as events. */
final class AttemptEvents {
  private static final int MAX_EXCERPT = 8_000;

  private final String host;
  private final String agentVersion;
  private final FailureRules rules;

  AttemptEvents(String host, String agentVersion, FailureRules rules) {
    this.host = host;
    this.agentVersion = agentVersion;
    this.rules = rules;
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
      Instant started,
      Instant ended) {

    /** The same with another result. */
    Attempt with(RunResult other) {
      return new Attempt(id, number, job, board, frontend, rung, model, other, started, ended);
    }

    /** Whether it says nothing of real hardware, by the board, the frontend or the job's wish. */
    boolean simulated() {
      return board.simulated() || frontend.simulated() || job.getSimulated();
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

  /** A compile event, and a run event when it came to running. */
  List<SpecificRecord> of(Attempt attempt) {
    List<SpecificRecord> events = new ArrayList<>();
    boolean ran = attempt.result().completed() || attempt.result().stage() == Stage.EXECUTING;
    events.add(compiled(attempt, ran));
    if (ran) {
      events.add(executed(attempt));
    }
    return events;
  }

  private CompileEvent compiled(Attempt attempt, boolean compiled) {
    RunResult result = attempt.result();
    boolean failed = !compiled;
    return CompileEvent.newBuilder()
        .setAttemptId(attempt.id())
        .setJobId(attempt.job().getJobId())
        .setRetry(attempt.job().getRetry())
        .setAttempt(attempt.number())
        .setModelName(attempt.job().getModelName())
        .setModelAddress(attempt.job().getModelAddress())
        .setModelSha256(attempt.model() == null ? null : attempt.model().sha256())
        .setModelRevision(attempt.job().getModelRevision().orElse(null))
        .setModelFramework(result.properties().get("framework"))
        .setModelParameters(parameters(result))
        .setPrecision(attempt.job().getPrecision().orElse(null))
        .setFrontend(attempt.frontend().name())
        .setFrontendVersion(result.properties().get("frontend_version"))
        .setDevice(attempt.board().device())
        .setBoardKey(attempt.board().key())
        .setArchitecture(attempt.board().architecture().orElse(null))
        .setHost(host)
        .setFirmware(attempt.board().firmware().orElse(null))
        .setDriver(attempt.board().driver().orElse(null))
        .setDeviceConfiguration(result.properties().get("device_configuration"))
        .setAdaptationLevel(attempt.rung().level())
        .setOptions(attempt.rung().options())
        .setStage(result.stage().word())
        .setStatus(compiled ? "completed" : status(result))
        .setFailureReason(failed ? result.failureReason().orElse(null) : null)
        .setFailureCategory(failed ? category(result).orElse(null) : null)
        .setMessage(failed ? cut(result.message()) : null)
        .setStack(failed ? excerpt(result) : null)
        .setExitCode(failed ? exit(result) : null)
        .setExitSignal(failed ? signal(result) : null)
        .setLogReference(host + ":" + attempt.id())
        .setStageDurations(durations(result))
        .setPeakMemoryBytes(result.peakMemoryBytes())
        .setWarnings(result.warnings())
        .setSimulated(attempt.simulated())
        .setAgentVersion(agentVersion)
        .setStartedAt(attempt.started())
        .setEndedAt(attempt.ended())
        .setClockOffsetMs(null)
        .setArtifactPath(result.properties().get("artifact_path"))
        .setArtifactBytes(null)
        .setArtifactSha256(result.properties().get("artifact_sha256"))
        .build();
  }

  private RunEvent executed(Attempt attempt) {
    RunResult result = attempt.result();
    boolean failed = !result.completed();
    return RunEvent.newBuilder()
        .setAttemptId(attempt.id())
        .setJobId(attempt.job().getJobId())
        .setRetry(attempt.job().getRetry())
        .setAttempt(attempt.number())
        .setModelName(attempt.job().getModelName())
        .setModelAddress(attempt.job().getModelAddress())
        .setModelSha256(attempt.model() == null ? null : attempt.model().sha256())
        .setModelRevision(attempt.job().getModelRevision().orElse(null))
        .setModelFramework(result.properties().get("framework"))
        .setModelParameters(parameters(result))
        .setPrecision(attempt.job().getPrecision().orElse(null))
        .setFrontend(attempt.frontend().name())
        .setFrontendVersion(result.properties().get("frontend_version"))
        .setDevice(attempt.board().device())
        .setBoardKey(attempt.board().key())
        .setArchitecture(attempt.board().architecture().orElse(null))
        .setHost(host)
        .setFirmware(attempt.board().firmware().orElse(null))
        .setDriver(attempt.board().driver().orElse(null))
        .setDeviceConfiguration(result.properties().get("device_configuration"))
        .setAdaptationLevel(attempt.rung().level())
        .setOptions(attempt.rung().options())
        .setStage(result.stage().word())
        .setStatus(status(result))
        .setFailureReason(result.failureReason().orElse(null))
        .setFailureCategory(category(result).orElse(null))
        .setMessage(failed ? cut(result.message()) : null)
        .setStack(failed ? excerpt(result) : null)
        .setExitCode(exit(result))
        .setExitSignal(signal(result))
        .setLogReference(host + ":" + attempt.id())
        .setStageDurations(durations(result))
        .setPeakMemoryBytes(result.peakMemoryBytes())
        .setWarnings(result.warnings())
        .setSimulated(attempt.simulated())
        .setAgentVersion(agentVersion)
        .setStartedAt(attempt.started())
        .setEndedAt(attempt.ended())
        .setClockOffsetMs(null)
        .setMetrics(result.metrics())
        .setLatencyMs(result.metrics().get("latency_ms"))
        .setThroughput(result.metrics().get("throughput"))
        .setOutputCheck(result.properties().get("output_check"))
        .build();
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
    Double reported = result.metrics().get("parameters");
    return reported == null ? null : Long.valueOf(reported.longValue());
  }

  private static @Nullable Integer exit(RunResult result) {
    return result.exitCode().isPresent() ? Integer.valueOf(result.exitCode().getAsInt()) : null;
  }

  private static @Nullable Integer signal(RunResult result) {
    return result.signal().isPresent() ? Integer.valueOf(result.signal().getAsInt()) : null;
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
