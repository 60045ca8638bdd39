package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.Status;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.DeadLetter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MatrixTopologyTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();
  private static final String LLAMA = "llama-3-1-8b-instruct-fp16";

  private static EmbeddedRegistry registry;

  @TempDir Path state;
  private DrivenTopology topology;

  @BeforeAll
  static void startRegistry(@TempDir Path dir) {
    registry = EmbeddedRegistry.start(dir, 0);
  }

  @AfterAll
  static void stopRegistry() {
    registry.close();
  }

  @BeforeEach
  void driveTopology() {
    topology = new DrivenTopology(registry.url(), state, CATALOGUE);
  }

  @AfterEach
  void closeTopology() {
    topology.close();
  }

  @Test
  void aRowBecomesARunACellAModelAndASummary() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();

    assertThat(topology.runs)
        .containsOnlyKeys("postgres/1/llama-3-1-8b-instruct-fp16/n150/128x128x1");
    assertThat(topology.cells).containsOnlyKeys(LLAMA + "/n150");
    assertThat(topology.models.get(LLAMA).getCells().get(0).getStatus())
        .isEqualTo(Status.SUPPORTED);
    MatrixSummary summary = topology.summaries.get(topology.summaries.size() - 1);
    assertThat(summary.getCellsByStatus()).containsExactly(Map.entry("SUPPORTED", 1L));
    assertThat(summary.getUnmappedDevices()).isEmpty();
  }

  @Test
  void aDeletedRowTakesItsClaimBack() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();

    topology.delete(1, 2);
    topology.settle();

    assertThat(topology.models).isEmpty();
    assertThat(topology.cells).isEmpty();
    assertThat(topology.runs).isEmpty();
    assertThat(topology.summaries.get(topology.summaries.size() - 1).getModels()).isZero();
  }

  @Test
  void aRowThatMovesToAnotherModelLeavesTheOldOne() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();

    topology.put(Rows.row(1, 2, row -> row.setMlModelName("Qwen3-32B")));
    topology.settle();

    assertThat(topology.models).containsOnlyKeys("qwen3-32b-fp16");
  }

  @Test
  void anOlderVersionThatComesLateStaysBuried() {
    topology.delete(1, 5);
    topology.put(Rows.row(1, 4, row -> row));
    topology.settle();

    assertThat(topology.models).isEmpty();
    assertThat(topology.counted("outdated")).isEqualTo(1);
  }

  @Test
  void whatComesAgainIsToldOnce() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();
    int told = topology.changes;

    topology.put(Rows.row(1, 1, row -> row));
    topology.put(Rows.row(1, 2, row -> row));
    topology.settle();

    assertThat(topology.changes).isEqualTo(told);
  }

  @Test
  void aRecordThatCannotBeReadIsADeadLetterAndTheNextGoodOneIsProcessed() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.bytes(Rows.key(2), "random bytes".getBytes(UTF_8));
    topology.bytes(Rows.key(3), new byte[] {0, 0x7F, 0, 0, 0, 1});
    topology.bytes(null, "no key".getBytes(UTF_8));
    topology.put(Rows.row(4, 1, row -> row.setMlModelName("Qwen3-32B")));
    topology.settle();

    assertThat(topology.models).containsOnlyKeys(LLAMA, "qwen3-32b-fp16");
    assertThat(topology.deadLetters).hasSize(3);
    DeadLetter letter = DeadLetter.read(topology.deadLetters.get(0).headers());
    assertThat(letter.topic()).isEqualTo("benchmark.rows");
    assertThat(letter.offset()).isEqualTo(1);
    assertThat(letter.message()).isNotEmpty();
    assertThat(topology.deadLetters.get(0).key()).isEqualTo(Rows.key(2).getBytes(UTF_8));
    assertThat(topology.deadLetters.get(0).value()).isEqualTo("random bytes".getBytes(UTF_8));
    assertThat(topology.counted("rejected")).isEqualTo(3);
    assertThat(topology.counted("applied")).isEqualTo(2);
  }

  @Test
  void anUpdateThatCannotBeReadDoesNotLeaveTheOldValueStanding() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();

    topology.bytes(Rows.key(1), "random bytes".getBytes(UTF_8));
    topology.settle();
    assertThat(topology.models).isEmpty();

    topology.put(Rows.row(1, 2, row -> row));
    topology.settle();
    assertThat(topology.models).containsOnlyKeys(LLAMA);
  }

  @Test
  void aRowThatCouldNotBeStoredIsADeadLetterAndTakesItsFactBack() {
    topology.put(Rows.row(1, 1, row -> row));
    topology.settle();

    topology.put(Rows.row(1, 2, row -> row.setBenchmarkRunId("7".repeat(1_001))));
    topology.put(Rows.row(2, 1, row -> row.setMetricValue(Double.POSITIVE_INFINITY)));
    topology.put(
        Rows.row(3, 1, row -> row.setPipelineEndTs(Instant.parse("+12000-01-01T00:00:00Z"))));
    topology.settle();

    assertThat(topology.models).isEmpty();
    assertThat(topology.deadLetters)
        .extracting(letter -> DeadLetter.read(letter.headers()).exception())
        .containsExactly(RowMapper.RULE_TEXT, RowMapper.RULE_NUMBER, RowMapper.RULE_TIME);
  }

  /** A record may be larger than what a producer sends: it came compressed. */
  @Test
  void aDeadLetterIsNeverLargerThanWhatCanBeSent() {
    topology.bytes(Rows.key(1), new byte[9 << 20]);
    topology.bytes("k".repeat(9 << 20), new byte[] {1});
    topology.bytes("k".repeat(9 << 20), null);
    topology.settle();

    assertThat(topology.deadLetters).hasSize(3);
    assertThat(topology.deadLetters)
        .allMatch(letter -> letter.key().length + letter.value().length < 8 << 20);
  }

  @Test
  void aRowWithoutAModelIsCountedAsFilteredByName() {
    topology.put(Rows.row(1, 1, row -> row.setMlModelName(null)));
    topology.settle();

    assertThat(topology.models).isEmpty();
    assertThat(topology.counted("filtered")).isEqualTo(1);
  }

  @Test
  void unknownModelsAndDevicesAppearAndAreListedAsUnmapped() {
    topology.put(Rows.row(1, 1, row -> row.setMlModelName("Nobody-1B").setDeviceName("New Board")));
    topology.settle();

    assertThat(topology.models.get("nobody-1b-fp16").getCells().get(0).getDeviceDisplayName())
        .isEqualTo("New Board");
    MatrixSummary summary = topology.summaries.get(topology.summaries.size() - 1);
    assertThat(summary.getUnmappedModels()).containsExactly("Nobody-1B");
    assertThat(summary.getUnmappedDevices()).containsExactly("New Board");
  }
}
