package io.boardstream.matrix.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.RowMapper;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How the rows of the four tables become benchmark rows, case by case. */
final class TableFactsTest {

  private final Assembly assembly = new Assembly(Tables.DEFAULT);

  @Test
  void aMeasurementMeetsItsRunItsJobAndItsPipeline() {
    nightly();
    assembly.put(Tables.measurement("5", "100").setTarget(25.0).build());
    assembly.settle();

    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/100/77");
    BenchmarkRow row = assembly.rows.get("pg-cicd/5/100/77");
    assertThat(row.getSource()).isEqualTo("pg-cicd");
    assertThat(row.getVersion()).isEmpty();
    assertThat(row.getGithubPipelineId()).contains("901");
    assertThat(row.getPipelineEndTs()).contains(Tables.NIGHT);
    assertThat(row.getGithubJobId()).contains("77");
    assertThat(row.getGithubLink()).isEmpty();
    assertThat(row.getMetricName()).contains("mean_tps");
    assertThat(row.getMetricValue()).contains(20.0);
    assertThat(row.getMetricTarget()).contains(25.0);
    assertThat(assembly.counts()).isEqualTo(Map.of(RowState.ASSEMBLED, 1L));
  }

  @Test
  void aRunWithoutMeasurementsIsAFactUntilTheFirstOneComes() {
    nightly();
    assembly.settle();
    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/-/77");
    assertThat(assembly.rows.get("pg-cicd/5/-/77").getMetricName()).isEmpty();

    assembly.put(Tables.measurement("5", "100").build());
    assembly.settle();
    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/100/77");

    assembly.delete(CicdTable.MEASUREMENTS, "pg/5/100", null);
    assembly.settle();
    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/-/77");
  }

  @Test
  void ofSeveralJobsWithOneGithubIdTheSelectedOneWithTheGreatestIdCounts() {
    nightly();
    assembly.put(Tables.pipeline("2").setGithubPipelineId("902").build());
    assembly.put(Tables.pipeline("3").setName("On push").build());
    assembly.put(Tables.job("1", "9", "77").build());
    assembly.put(Tables.job("2", "10", "77.0").build());
    assembly.put(Tables.job("3", "11", "77").build());
    assembly.settle();

    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/-/77");
    assertThat(assembly.rows.get("pg-cicd/5/-/77").getGithubPipelineId()).contains("902");

    assembly.delete(CicdTable.JOBS, "pg/2/10", null);
    assembly.settle();
    assertThat(assembly.rows.get("pg-cicd/5/-/77").getGithubPipelineId()).contains("901");
  }

  @Test
  void theLinkIsThatOfTheJobOrElseOfThePipeline() {
    nightly();
    assembly.put(Tables.pipeline("1").setGithubPipelineLink("https://ci.example/1").build());
    assembly.settle();
    assertThat(onlyRow().getGithubLink()).contains("https://ci.example/1");

    assembly.put(Tables.job("1", "7", "77").setGithubJobLink("https://ci.example/7").build());
    assembly.settle();
    assertThat(onlyRow().getGithubLink()).contains("https://ci.example/7");
  }

  @Test
  void aValueOutsideOfTheContractIsRejectedAndTakesTheRowBack() {
    nightly();
    assembly.put(Tables.measurement("5", "100").build());
    assembly.settle();

    assembly.put(Tables.measurement("5", "100").setValue(Double.NEGATIVE_INFINITY).build());
    assembly.settle();

    assertThat(assembly.rows).isEmpty();
    RejectedRow rejected = assembly.rejected.get("pg-cicd/5/100/77");
    assertThat(rejected.rule()).isEqualTo(RowMapper.RULE_NUMBER);
    assertThat(rejected.columns()).containsEntry("ml_model_name", "Llama-3.1-8B-Instruct");
    assertThat(assembly.counts()).isEqualTo(Map.of(RowState.REJECTED, 1L));

    assembly.put(Tables.run("5", "77").setInputSequenceLength(-5L).build());
    assembly.put(Tables.measurement("5", "100").build());
    assembly.settle();
    assertThat(assembly.rejected.get("pg-cicd/5/100/77").reason()).contains("isl");
  }

  @Test
  void whatCannotBeUsedTakesItsRowBackAndOlderVersionsStayAway() {
    nightly();
    assembly.put(measurement(5));
    assembly.settle();

    assembly.takeBack(CicdTable.MEASUREMENTS, "pg/5/100");
    assembly.put(measurement(4));
    assembly.put(measurement(5));
    assembly.settle();
    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/-/77");

    assembly.put(measurement(6));
    assembly.settle();
    assertThat(assembly.rows).containsOnlyKeys("pg-cicd/5/100/77");
  }

  @Test
  void aKeyThatNoRowCanHaveChangesNothing() {
    assertThat(assembly.delete(CicdTable.JOBS, "pg/1", null)).isFalse();
    assertThat(assembly.delete(CicdTable.RUNS, "", null)).isFalse();
    assembly.takeBack(CicdTable.MEASUREMENTS, "nonsense");
    assembly.settle();

    assertThat(assembly.counts()).isEmpty();
  }

  @Test
  void whatIsNotSelectedIsCountedByItsRule() {
    nightly();
    assembly.put(Tables.pipeline("1").setProject("other").build());
    assembly.put(Tables.run("6", "404").build());
    assembly.put(Tables.run("7", null).build());
    assembly.put(Tables.measurement("8", "1").build());
    assembly.put(Tables.job("4", "9", "88").build());
    assembly.put(Tables.run("9", "88").build());
    assembly.settle();

    assertThat(assembly.rows).isEmpty();
    assertThat(assembly.counts())
        .isEqualTo(
            Map.of(
                RowState.PROJECT, 1L,
                RowState.NO_JOB, 2L,
                RowState.NO_RUN, 1L,
                RowState.NO_PIPELINE, 1L));
  }

  @Test
  void jobsAreSelectedByPatternsOfLike() {
    List<String> names = List.of("run-release-a", "run_x", "100%", "a\\b", "run-release\nnext", "");

    assertThat(matching(names, "run-release%")).containsExactly(names.get(0), names.get(4));
    assertThat(matching(names, "run_%")).containsExactly(names.get(0), names.get(1), names.get(4));
    assertThat(matching(names, "run\\_%")).containsExactly("run_x");
    assertThat(matching(names, "%\\%")).containsExactly("100%");
    assertThat(matching(names, "a\\\\b")).containsExactly("a\\b");
    assertThat(matching(names, "RUN%")).isEmpty();
    assertThat(matching(names, "%")).containsExactlyElementsOf(names);
  }

  private static List<String> matching(List<String> names, String like) {
    Selection.Rules rules =
        new Selection(List.of(), List.of(), List.of(), List.of(like), List.of()).rules();
    return names.stream()
        .filter(
            name ->
                rules.state(
                        Tables.pipeline("1").build(),
                        Tables.job("1", "1", "1").setName(name).build(),
                        Tables.run("1", "1").build())
                    == RowState.ASSEMBLED)
        .toList();
  }

  /** Pipeline 1 with job 7, GitHub's 77, which ran run 5. */
  private void nightly() {
    assembly.put(Tables.pipeline("1").build());
    assembly.put(Tables.job("1", "7", "77").build());
    assembly.put(Tables.run("5", "77").build());
  }

  private BenchmarkRow onlyRow() {
    assertThat(assembly.rows).hasSize(1);
    return assembly.rows.values().iterator().next();
  }

  private static CicdMeasurement measurement(long sequence) {
    return Tables.measurement("5", "100").setVersion(new FactVersion(0L, sequence)).build();
  }
}
