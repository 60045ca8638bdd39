package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class CicdJoinTest {

  @Test
  void ofManyJobsThatARunNamesOnlyTheFirstCounts() {
    List<MappedRow> rows = new ArrayList<>();
    CicdJoin join = new CicdJoin("db", rows::add);

    for (int job = 9; job >= 5; job--) {
      join.accept(row("" + job));
    }
    join.end();

    assertThat(rows)
        .singleElement()
        .isInstanceOfSatisfying(
            MappedRow.Accepted.class,
            one ->
                assertThat(one.row())
                    .extracting(BenchmarkRow::getGithubLink)
                    .isEqualTo(Optional.of("https://ci.example/9")));
  }

  private static Map<CicdTable, Map<String, @Nullable String>> row(String jobId) {
    Map<CicdTable, Map<String, @Nullable String>> row = new EnumMap<>(CicdTable.class);
    row.put(CicdTable.PIPELINE, Map.of("cicd_pipeline_id", "1", "github_pipeline_id", "77"));
    row.put(
        CicdTable.JOB,
        Map.of(
            "cicd_job_id",
            jobId,
            "cicd_pipeline_id",
            "1",
            "github_job_id",
            "500",
            "github_job_link",
            "https://ci.example/" + jobId));
    row.put(
        CicdTable.RUN,
        Map.of("benchmark_run_id", "3", "github_job_id", "500", "ml_model_name", "Llama"));
    row.put(
        CicdTable.MEASUREMENT,
        Map.of(
            "benchmark_measurement_id",
            "4",
            "benchmark_run_id",
            "3",
            "step_name",
            "benchmark",
            "name",
            "mean_tps",
            "value",
            "5"));
    return row;
  }
}
