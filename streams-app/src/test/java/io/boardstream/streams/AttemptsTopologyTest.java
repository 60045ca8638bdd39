package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.AttemptOutcome;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.RunEvent;
import io.boardstream.avro.SummaryRate;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.settings.SelectionKeys;
import io.boardstream.schemas.TopicCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What agents tell, down to the matrix. */
final class AttemptsTopologyTest {

  private static final String CELL = "llama-3-1-8b-instruct-fp16/n150";
  private static final String EVENTS = "boardstream.streams.events";

  private static EmbeddedRegistry registry;

  @TempDir Path state;

  @BeforeAll
  static void startRegistry(@TempDir Path dir) {
    registry = EmbeddedRegistry.start(dir, 0);
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  @Test
  void whatRanIsSupportedAndWhatFailedLaterIsNotWithItsEvidence() {
    try (DrivenTopology topology = topology(false)) {
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, false));
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, false));
      topology.settle();
      assertThat(topology.cells.get(CELL))
          .contains("\"SUPPORTED\"", "\"throughput\"", "on host-1 board b-1, tt-torch 1.2");
      assertThat(topology.counted(EVENTS, "applied")).isEqualTo(1);
      assertThat(topology.counted(EVENTS, "outdated")).isEqualTo(1);

      topology.piped(TopicCatalogue.COMPILE_EVENTS, "k.0.1", failedToCompile("k", 60));
      topology.settle();
      assertThat(topology.cells.get(CELL)).contains("\"NOT_SUPPORTED\"");
      assertThat(topology.runs.values())
          .anySatisfy(run -> assertThat(run).contains("unsupported-op: no such op (tt-torch 1.2)"));
    }
  }

  @Test
  void whatIsSimulatedIsFilteredByNameAndComesBackWhereItCounts() {
    try (DrivenTopology topology = topology(false)) {
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, true));
      topology.settle();
      assertThat(topology.cells).isEmpty();
      assertThat(topology.counted(EVENTS, "filtered")).isEqualTo(1);
    }
    try (DrivenTopology topology = topology(true)) {
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, true));
      topology.settle();
      assertThat(topology.cells.get(CELL)).contains("\"SUPPORTED\"", "simulated; ");
    }
  }

  @Test
  void whatCannotBeReadIsADeadLetterAndTheNextEventCounts() {
    try (DrivenTopology topology = topology(false)) {
      topology.bytes(TopicCatalogue.RUN_EVENTS, "x.0.1", "garbage".getBytes(UTF_8));
      topology.bytes(TopicCatalogue.COMPILE_EVENTS, "x.0.1", null);
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, false));
      topology.settle();
      assertThat(topology.deadLetters).hasSize(2);
      assertThat(topology.cells).containsKey(CELL);
      assertThat(topology.counted(EVENTS, "rejected")).isEqualTo(2);
    }
  }

  @Test
  void attemptsAreSummedUpInAScopeOfTheirOwn() {
    try (DrivenTopology topology = topology(false)) {
      topology.piped(TopicCatalogue.RUN_EVENTS, "j.0.1", ran("j", "completed", 0, false));
      topology.piped(TopicCatalogue.COMPILE_EVENTS, "k.0.1", failedToCompile("k", 60));
      topology.settle();
      topology.settle();

      MatrixSummary attempts = newest(topology, "attempts");
      assertThat(attempts.getRates())
          .contains(new SummaryRate("device", "n150", 2L, 1L, 1L))
          .contains(new SummaryRate("frontend", "tt-torch", 2L, 1L, 1L));
      assertThat(attempts.getFailures())
          .singleElement()
          .satisfies(
              failure -> {
                assertThat(failure.getCategory()).isEqualTo("unsupported-op");
                assertThat(failure.getExamples().get(0).getRunId()).isEqualTo("k.0.1");
              });
      MatrixSummary all = newest(topology, "all");
      assertThat(all.getModels()).isEqualTo(1);
      assertThat(all.getRates()).contains(new SummaryRate("architecture", "Wormhole", 1L, 0L, 1L));
      assertThat(all.getModelsByEvidence()).isEqualTo(Map.of("real", 1L));
      int told = topology.summaries.size();
      topology.piped(TopicCatalogue.COMPILE_EVENTS, "k.0.1", failedToCompile("k", 60));
      topology.settle();
      topology.settle();
      assertThat(topology.summaries).as("no news, no noise").hasSize(told);
    }
  }

  private static MatrixSummary newest(DrivenTopology topology, String scope) {
    return topology.summaries.stream()
        .filter(summary -> summary.getScope().equals(scope))
        .reduce((before, after) -> after)
        .orElseThrow();
  }

  private DrivenTopology topology(boolean countSimulated) {
    return new DrivenTopology(
        registry.url(),
        state.resolve(Boolean.toString(countSimulated)),
        Catalogue.builtIn(),
        new MatrixTopology.Counted(SelectionKeys.selection(Map.of()), countSimulated));
  }

  private static RunEvent ran(String job, String status, long later, boolean simulated) {
    return RunEvent.newBuilder()
        .setAttempt(attempt(job, "executing", later, simulated))
        .setOutcome(AttemptOutcome.newBuilder().setStatus(status).build())
        .setMetrics(Map.of())
        .setThroughput(12.5)
        .build();
  }

  private static CompileEvent failedToCompile(String job, long later) {
    return CompileEvent.newBuilder()
        .setAttempt(attempt(job, "compiling", later, false))
        .setOutcome(
            AttemptOutcome.newBuilder()
                .setStatus("failed")
                .setFailureReason("compilation_error")
                .setFailureCategory("unsupported-op")
                .setMessage("no such op")
                .build())
        .build();
  }

  private static JobAttempt attempt(String job, String stage, long later, boolean simulated) {
    return JobAttempt.newBuilder()
        .setId(job + ".0.1")
        .setJobId(job)
        .setRetry(0)
        .setNumber(1)
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
        .setSimulated(simulated)
        .setAgentVersion("1")
        .setStartedAt(Rows.NIGHT)
        .setEndedAt(Rows.NIGHT.plusSeconds(later))
        .build();
  }
}
