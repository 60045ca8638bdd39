package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.rows.MappedRow;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of the result of the join, which gives a run once for each job that it names. */
final class CicdJoinTest {

  private final List<MappedRow> rows = new ArrayList<>();
  private final CicdJoin join = new CicdJoin("postgres", rows::add);

  @Test
  void ofThreeJobsTheFirstCountsAndNoneOfTheOthers() {
    for (String job : List.of("76", "51", "47")) {
      join.accept(row("124", job, "m-1"));
      join.accept(row("124", job, "m-2"));
    }
    join.end();

    assertThat(pipelines()).containsExactly("of 76", "of 76");
  }

  @Test
  void runWithoutMeasurementsGivesOneRowHoweverManyJobsItNames() {
    for (String job : List.of("76", "51", "47", "12")) {
      join.accept(row("124", job, null));
    }
    join.accept(row("125", "47", null));
    join.end();

    assertThat(pipelines()).containsExactly("of 76", "of 47");
  }

  @Test
  void jobThatCannotBeUsedLeavesTheRunToTheNextOne() {
    join.accept(row("124", "x".repeat(2_000), "m-1"));
    for (String job : List.of("51", "47", "12")) {
      join.accept(row("124", job, "m-1"));
    }
    join.end();

    assertThat(pipelines()).containsExactly("of 51");
  }

  @Test
  void runThatCannotBeUsedIsRejectedOnce() {
    for (String job : List.of("76", "51", "47")) {
      Map<CicdTable, Map<String, @Nullable String>> row = row("124", job, "m-1");
      row.get(CicdTable.RUN).put("batch_size", "1.5");
      join.accept(row);
    }
    join.end();

    assertThat(rows).singleElement().isInstanceOf(MappedRow.Rejected.class);
  }

  private List<String> pipelines() {
    return rows.stream()
        .map(row -> ((MappedRow.Accepted) row).row().getGithubPipelineId().orElse(""))
        .toList();
  }

  private static Map<CicdTable, Map<String, @Nullable String>> row(
      String run, String job, @Nullable String measurement) {
    Map<CicdTable, Map<String, @Nullable String>> row = new HashMap<>();
    row.put(
        CicdTable.PIPELINE,
        columns("cicd_pipeline_id", "1", "github_pipeline_id", "of " + job, "name", "On nightly"));
    row.put(
        CicdTable.JOB,
        columns("cicd_job_id", job, "cicd_pipeline_id", "1", "github_job_id", "job-72"));
    row.put(
        CicdTable.RUN,
        columns("benchmark_run_id", run, "github_job_id", "job-72", "ml_model_name", "a model"));
    row.put(
        CicdTable.MEASUREMENT,
        columns("benchmark_measurement_id", measurement, "benchmark_run_id", run, "value", "1"));
    return row;
  }

  private static Map<String, @Nullable String> columns(@Nullable String... namesAndValues) {
    Map<String, @Nullable String> columns = new HashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      columns.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
    }
    return columns;
  }
}
