package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TopologyBenchmarksTest {

  @TempDir Path dir;

  @Test
  void throughputIsMeasuredBesideAPassThrough() throws Exception {
    List<String> progress = new ArrayList<>();

    Report report = Throughput.run(new Throughput.Options(300, 1, false), dir, progress::add);

    assertThat(report.rows()).hasSize(1);
    Map<String, Object> figures = report.rows().get(0);
    assertThat(figures).containsEntry("variant", "exactly_once_v2").containsEntry("rows", 300L);
    double rate = (Double) figures.get("rows_per_s");
    double passThrough = (Double) figures.get("passthrough_rows_per_s");
    assertThat(rate).isPositive();
    assertThat((Double) figures.get("ratio_to_passthrough")).isEqualTo(rate / passThrough);
    // 300 rows are of 22 runs of as many models.
    assertThat((Double) figures.get("documents")).isGreaterThanOrEqualTo(22);
    assertThat((Double) figures.get("documents_per_commit")).isPositive();
    assertThat(progress).contains("exactly_once_v2, round 1 of 1");
  }

  @Test
  void historyIsComparedWithTheShortestOne() throws Exception {
    Report report = History.run(List.of(100, 500), 100, dir, Progress.none());

    assertThat(report.rows())
        .extracting(row -> row.get("history_rows"))
        .containsExactly(100L, 500L);
    assertThat(report.rows().get(0)).containsEntry("ratio_to_first", 1.0);
    double first = (Double) report.rows().get(0).get("us_per_row");
    double second = (Double) report.rows().get(1).get("us_per_row");
    assertThat(report.rows().get(1)).containsEntry("ratio_to_first", second / first);
  }
}
