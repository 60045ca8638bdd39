package io.boardstream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

/** Keys of the four tables. */
final class CicdKeysTest {

  @Test
  void aKeyIsTheSourceAndTheIds() {
    assertThat(CicdKeys.pipeline("postgres", "7")).isEqualTo("postgres/7");
    assertThat(CicdKeys.job("postgres", "7", "12")).isEqualTo("postgres/7/12");
    assertThat(CicdKeys.run("postgres", "9")).isEqualTo("postgres/9");
    assertThat(CicdKeys.measurement("postgres", "9", "100")).isEqualTo("postgres/9/100");
  }

  @Test
  void recordsHaveTheKeysOfTheirIds() {
    assertThat(CicdKeys.of(CicdPipeline.newBuilder().setSource("a").setCicdPipelineId("7").build()))
        .isEqualTo("a/7");
    assertThat(
            CicdKeys.of(
                CicdJob.newBuilder()
                    .setSource("a")
                    .setCicdPipelineId("7")
                    .setCicdJobId("8")
                    .build()))
        .isEqualTo("a/7/8");
    assertThat(CicdKeys.of(CicdJob.newBuilder().setSource("a").setCicdJobId("8").build()))
        .isEqualTo("a//8");
    assertThat(CicdKeys.of(CicdRun.newBuilder().setSource("a").setBenchmarkRunId("9").build()))
        .isEqualTo("a/9");
    assertThat(
            CicdKeys.of(
                CicdMeasurement.newBuilder()
                    .setSource("a")
                    .setBenchmarkRunId("9")
                    .setBenchmarkMeasurementId("1")
                    .build()))
        .isEqualTo("a/9/1");
  }

  @Test
  void partsThatHoldASlashStayApart() {
    assertThat(CicdKeys.job("a/b", "%2F", "1%2/")).isEqualTo("a%2Fb/%252F/1%252%2F");
    assertThat(CicdKeys.parts(CicdKeys.job("a/b", "%2F", "1%2/")))
        .isEqualTo(List.of("a/b", "%2F", "1%2/"));
    assertThat(CicdKeys.parts(CicdKeys.job("", "", ""))).isEqualTo(List.of("", "", ""));
    Set<String> keys = new HashSet<>();
    List<String> parts = List.of("", "/", "%", "%2F", "%25", "a", "//");
    for (String a : parts) {
      for (String b : parts) {
        for (String c : parts) {
          assertThat(keys.add(CicdKeys.key(a, b, c))).isTrue();
          assertThat(CicdKeys.parts(CicdKeys.key(a, b, c))).isEqualTo(List.of(a, b, c));
        }
      }
    }
  }

  @Test
  void aRowIsNamedByAllThatDecidesWhoWritesIt() {
    assertThat(CicdKeys.rowSource("postgres")).isEqualTo("postgres-cicd");
    assertThat(CicdKeys.rowId("9", Optional.of("100"), "35/1")).isEqualTo("9/100/35%2F1");
    assertThat(CicdKeys.rowId("9", Optional.empty(), "35")).isEqualTo("9/-/35");
    assertThat(CicdKeys.rowId("9", Optional.of("-"), "35")).isEqualTo("9/%2D/35");
    assertThat(CicdKeys.rowId("9", Optional.of("%2D"), "35")).isEqualTo("9/%252D/35");
  }

  @Test
  void whatBelongsTogetherStandsInOnePartition() {
    for (int id = 0; id < 100; id++) {
      String run = CicdKeys.run("postgres", "" + id);
      int partition = CicdKeys.partition(run, 12);

      assertThat(partition).isEqualTo(BuiltInPartitioner.partitionForKey(run.getBytes(UTF_8), 12));
      for (int measurement = 0; measurement < 5; measurement++) {
        String key = CicdKeys.measurement("postgres", "" + id, "" + measurement);
        assertThat(CicdKeys.partition(key, 12)).isEqualTo(partition);
      }
    }
  }

  /** Producers of other languages rely on it: it is part of the contract. */
  @Test
  void partitionsStayWhereTheyAre() {
    assertThat(CicdKeys.partition("postgres/1/2", 6))
        .isEqualTo(CicdKeys.partition("postgres/1", 6));
    assertThat(List.of("postgres/1", "postgres/2", "postgres/3", "other/1"))
        .extracting(key -> CicdKeys.partition(key, 6))
        .isEqualTo(List.of(0, 5, 0, 0));
  }

  @Test
  void aKeyThatIsNoneStillHasAPartition() {
    assertThat(CicdKeys.partition("", 6)).isBetween(0, 5);
    assertThat(CicdKeys.partition("postgres", 6)).isBetween(0, 5);
  }
}
