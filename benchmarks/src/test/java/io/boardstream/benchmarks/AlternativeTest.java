package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AlternativeTest {

  @TempDir Path dir;

  @Test
  void measuresEachAlternativeAtEachSize() throws Exception {
    Report report =
        Alternative.run(new Alternative.Options(List.of(500, 2_000), 1, 0), dir, Progress.none());

    assertThat(report.rows()).extracting(row -> row.get("rows")).containsExactly(500L, 2_000L);
    for (Map<String, Object> row : report.rows()) {
      for (String time :
          List.of(
              "refresh_ms",
              "refresh_concurrently_ms",
              "seeks_ms",
              "insert_us_per_row",
              "insert_with_trigger_us_per_row")) {
        assertThat((Double) row.get(time)).as(time).isPositive();
      }
      assertThat(row).containsKey("trigger_overhead_us_per_row");
    }
  }

  @Test
  void alternativesThatDisagreeAreNoYardstick() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir, 0);
        Connection connection =
            DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), "");
        Statement statement = connection.createStatement()) {
      PostgresMatrix matrix = new PostgresMatrix(connection);
      RowTable.fill(connection, new Nightlies(1, 3).take(1_000));
      matrix.settle();
      matrix.check();

      statement.execute("DELETE FROM matrix_by_trigger WHERE device_name = 'n150'");

      assertThatThrownBy(matrix::check)
          .isInstanceOf(BenchmarkException.class)
          .hasMessageContaining("matrix_by_trigger");
    }
  }

  @Test
  void sizesMustAscend() {
    assertThatThrownBy(() -> new Alternative.Options(List.of(10, 5), 1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ascend");
  }
}
