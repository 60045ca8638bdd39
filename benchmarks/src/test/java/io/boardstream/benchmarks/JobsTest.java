package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class JobsTest {

  @TempDir private Path dir;

  @Test
  void everyJobIsCompletedOnceByOneOfSeveralAgents() throws Exception {
    List<String> progress = new ArrayList<>();

    Report report = Jobs.run(new Jobs.Options(40, 4), dir, progress::add);

    Map<String, Object> row = report.rows().get(0);
    assertThat(row).containsEntry("jobs", 40L).containsEntry("completed_once", 40L);
    for (String figure :
        List.of("jobs_per_s", "share_group_records_per_s", "ratio_to_share_group")) {
      assertThat((Double) row.get(figure)).as(figure).isPositive();
    }
    assertThat(progress).anyMatch(line -> line.contains("synthetic jobs"));
  }

  @Test
  void noJobsAreNoBenchmark() {
    assertThatThrownBy(() -> new Jobs.Options(0, 1)).hasMessageContaining("--jobs");
  }
}
