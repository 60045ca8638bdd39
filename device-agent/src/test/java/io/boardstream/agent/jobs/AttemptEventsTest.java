package io.boardstream.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.artifact.LeftBehind;
import io.boardstream.agent.frontend.Frontend;
import io.boardstream.agent.frontend.Rung;
import io.boardstream.agent.model.CachedModel;
import io.boardstream.agent.outbox.BrokerClock;
import io.boardstream.agent.runner.Limits;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.agent.runner.Stage;
import io.boardstream.avro.Artifact;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.failure.FailureRules;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;

final class AttemptEventsTest {
  private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";
  private static final Instant NIGHT = Instant.parse("2026-03-01T04:00:00Z");
  private static final Artifact IMAGE =
      Artifact.newBuilder().setPath("/data/image.tti").setBytes(7).setSha256("ab").build();

  private final AttemptEvents events =
      new AttemptEvents(
          "host-1", "1.0", FailureRules.builtIn(), new BrokerClock(Clock.systemUTC()));

  @Test
  void whatCompiledAndRanIsTwoEventsThatSayTheSameOfTheAttempt() {
    List<SpecificRecord> told =
        of(Outcome.COMPLETED, Stage.EXECUTING, Map.of("framework", "pytorch", "parameters", "36"));

    CompileEvent compiled = (CompileEvent) told.get(0);
    RunEvent ran = (RunEvent) told.get(1);
    assertThat(told).hasSize(2);
    assertThat(compiled.getAttempt()).isEqualTo(ran.getAttempt());
    assertThat(compiled.getOutcome().getStatus()).isEqualTo("completed");
    assertThat(compiled.getArtifact()).contains(IMAGE);
    assertThat(ran.getLatencyMs()).contains(1.5);
    JobAttempt attempt = ran.getAttempt();
    assertThat(attempt.getModelParameters()).contains(36L);
    assertThat(attempt.getModelBytes()).contains(5L);
    assertThat(attempt.getModelRevision()).as("as the address pins it").contains(COMMIT);
    assertThat(attempt.getWarnings()).containsExactly("of the artefact", "of the compiler");
    assertThat(attempt.getStageDurations()).containsEntry("compiling", 2_000_000_000L);
    assertThat(attempt.getSimulated()).isFalse();
    assertThat(attempt.getClockOffsetMs()).isEmpty();
  }

  @Test
  void whatWasOnlyCompiledSaysNothingOfRunning() {
    List<SpecificRecord> told = of(Outcome.COMPLETED, Stage.COMPILING, Map.of());

    assertThat(told).singleElement().isInstanceOf(CompileEvent.class);
    assertThat(((CompileEvent) told.get(0)).getOutcome().getStatus()).isEqualTo("completed");
  }

  @Test
  void whatFailedWhileExecutingHadCompiled() {
    List<SpecificRecord> told = of(Outcome.FAILED, Stage.EXECUTING, Map.of());

    assertThat(((CompileEvent) told.get(0)).getOutcome().getStatus()).isEqualTo("completed");
    RunEvent ran = (RunEvent) told.get(1);
    assertThat(ran.getOutcome().getStatus()).isEqualTo("failed");
    assertThat(ran.getOutcome().getFailureCategory()).contains("numeric-mismatch");
    assertThat(ran.getOutcome().getMessage()).contains("output 0 contains NaN");
  }

  @Test
  void aProgramCanSayThatItIsSimulatedAndNeverThatItIsNot() {
    assertThat(simulated(false, Map.of("simulated", "true"))).isTrue();
    assertThat(simulated(true, Map.of("simulated", "false"))).isTrue();
    assertThat(simulated(false, Map.of("simulated", "perhaps"))).isFalse();
  }

  @Test
  void fallingBackToTheProcessorIsToldWhenItIsKnown() {
    assertThat(attempt(Map.of("cpu_fallback", "true")).getCpuFallback()).contains(true);
    assertThat(attempt(Map.of("cpu_fallback", "false")).getCpuFallback()).contains(false);
    assertThat(attempt(Map.of()).getCpuFallback()).isEmpty();
  }

  private boolean simulated(boolean frontend, Map<String, String> properties) {
    return ((CompileEvent)
            events.of(attempt(Outcome.COMPLETED, Stage.COMPILING, properties, frontend)).get(0))
        .getAttempt()
        .getSimulated();
  }

  private JobAttempt attempt(Map<String, String> properties) {
    return ((CompileEvent) of(Outcome.COMPLETED, Stage.COMPILING, properties).get(0)).getAttempt();
  }

  private List<SpecificRecord> of(Outcome outcome, Stage stage, Map<String, String> properties) {
    return events.of(attempt(outcome, stage, properties, false));
  }

  private static AttemptEvents.Attempt attempt(
      Outcome outcome, Stage stage, Map<String, String> properties, boolean simulated) {
    boolean failed = outcome == Outcome.FAILED;
    RunResult result =
        new RunResult(
            outcome,
            stage,
            failed ? Optional.of(stage.failureReason()) : Optional.empty(),
            failed ? "output 0 contains NaN" : "",
            "",
            OptionalInt.of(0),
            OptionalInt.empty(),
            1_000,
            Map.of(Stage.COMPILING, Duration.ofSeconds(2)),
            Map.of("latency_ms", 1.5),
            properties,
            List.of("of the compiler"),
            "",
            0,
            0);
    JobRequest job =
        JobRequest.newBuilder()
            .setJobId("j")
            .setDevice("n150")
            .setModelName("Bert")
            .setModelAddress("hf://tiny/bert@" + COMMIT + "/model.pt2")
            .setFrontend("mine")
            .setSubmittedAt(NIGHT)
            .build();
    return new AttemptEvents.Attempt(
        "j.0.1",
        1,
        job,
        new BoardSlot("b", "n150", Optional.of("Wormhole"), Optional.empty(), Optional.empty()),
        new Frontend(
            "mine",
            List.of("run"),
            Map.of(),
            Set.of("n150"),
            simulated,
            List.of(new Rung(1, Map.of())),
            Limits.generous()),
        new Rung(1, Map.of("a", "b")),
        new CachedModel(Path.of("/model.pt2"), "cd", 5, () -> {}),
        result,
        new LeftBehind(Optional.of(IMAGE), List.of("of the artefact")),
        NIGHT,
        NIGHT.plusSeconds(3));
  }
}
