package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever a table holds, change data capture and a query must say the same of it. */
@ExtendWith(Servers.class)
final class NastyValuesTest {

  private static final List<String> GOOD =
      List.of(
          "metric_value) VALUES ('NaN'",
          "metric_value) VALUES (1e300",
          "metric_value) VALUES (4.9e-324",
          "metric_value) VALUES (-0.0",
          "metric_value) VALUES (0.1::float8 + 0.2::float8",
          "metric_value) VALUES (-1",
          "isl, osl, batch_size) VALUES ('NaN', -1, -1.00",
          "isl, osl, batch_size) VALUES (128.0, 128.000, 9223372036854775807",
          "isl) VALUES (0",
          "pipeline_end_ts) VALUES ('2025-01-21 17:28:29.123456+01'",
          "pipeline_end_ts) VALUES ('1970-01-01 00:00:00+00'",
          "pipeline_end_ts) VALUES ('9999-12-31 23:59:59.999999+00'",
          "github_pipeline_id, benchmark_run_id) VALUES ('128.0', '35942438708-0'",
          "ml_model_name) VALUES (repeat('x', 1000)",
          "ml_model_name, device_name) VALUES ('模型 🚀 é', E'line\\nbreak \\t\"quoted\", comma'",
          "ml_model_name) VALUES ('  '",
          "ml_model_name) VALUES (''",
          "ml_model_name) VALUES (NULL");

  private static final List<String> BAD =
      List.of(
          "metric_value) VALUES ('Infinity'",
          "metric_value) VALUES ('-Infinity'",
          "isl) VALUES (128.5",
          "isl) VALUES (-2",
          "isl) VALUES ('Infinity'",
          "osl) VALUES (9223372036854775808",
          "batch_size) VALUES (1e300",
          "pipeline_end_ts) VALUES ('infinity'",
          "pipeline_end_ts) VALUES ('-infinity'",
          "pipeline_end_ts) VALUES ('294276-12-31 23:59:59+00'",
          "pipeline_end_ts) VALUES ('4713-01-01 00:00:00+00 BC'",
          "pipeline_end_ts) VALUES ('1969-12-31 23:59:59.999999+00'",
          "ml_model_name) VALUES (repeat('x', 10000)",
          "step_name) VALUES (repeat('x', 200000)");

  @Test
  void changeDataCaptureSaysWhatAQuerySays(Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      // Half of it is met by the snapshot, half is streamed.
      insert(bench, GOOD);
      insert(bench, BAD);
      bench.startUp();
      insert(bench, GOOD);
      insert(bench, BAD);
      int all = 2 * (GOOD.size() + BAD.size());
      CdcBench.patiently().until(() -> bench.rows().size() == all);

      Map<String, Optional<BenchmarkRow>> queried = new TreeMap<>();
      List<MappedRow.Rejected> rejected = new ArrayList<>();
      new PostgresReader(bench.settings)
          .read(
              row -> {
                if (row instanceof MappedRow.Accepted accepted) {
                  queried.put("postgres/" + accepted.row().getRowId(), Optional.of(accepted.row()));
                } else {
                  rejected.add((MappedRow.Rejected) row);
                  queried.put(
                      "postgres/" + rejected.get(rejected.size() - 1).rowId(), Optional.empty());
                }
              });

      Map<String, Optional<BenchmarkRow>> captured = new TreeMap<>();
      bench
          .rows()
          .forEach((key, row) -> captured.put(key, row.map(NastyValuesTest::withoutVersion)));
      assertThat(captured).isEqualTo(queried);
      assertThat(rejected).hasSize(2 * BAD.size());
      assertThat(bench.deadLetters()).hasSize(2 * BAD.size());
      assertThat(bench.records(TopicCatalogue.DEAD_LETTERS))
          .allSatisfy(letter -> assertThat(letter.value().length).isLessThan(200_000));
      assertThat(queried.get("postgres/10").orElseThrow().getPipelineEndTs())
          .contains(Instant.parse("2025-01-21T16:28:29.123456Z"));
      assertThat(queried.get("postgres/3").orElseThrow().getMetricValue())
          .contains(Double.MIN_VALUE);
      assertThat(queried.get("postgres/5").orElseThrow().getMetricValue())
          .contains(0.30000000000000004);
    }
  }

  @Test
  void columnsOfOtherTypesAndCompositeKeysMeanTheSame(Servers.Running servers) throws Exception {
    String ddl =
        """
        CREATE TABLE public.benchmark_rows (
          metric_name varchar(40), metric_value numeric, isl double precision, osl real,
          batch_size integer, precision varchar(10), step_name char(12), ml_model_name text,
          device_name text, pipeline_end_ts timestamp, github_pipeline_id bigint,
          benchmark_run_id double precision, extra jsonb, night date,
          PRIMARY KEY (night, metric_name, batch_size));
        """;
    try (CdcBench bench = new CdcBench(servers, ddl)) {
      String insert =
          """
          INSERT INTO $t (night, metric_name, batch_size, metric_value, isl, osl, step_name,
              pipeline_end_ts, github_pipeline_id, benchmark_run_id, extra) VALUES
          ('2025-01-21', 'a,b%1$d', 1, 0.1, 128, 0.5, 'eval', '2025-01-21 16:28:29.5', 7, 35942438708, '{"a": 1}'),
          ('2025-01-21', 'c\\d%1$d', 2, 'NaN', 'NaN', -1, 'eval', NULL, NULL, 1.5, NULL),
          ('2025-01-21', 'e%1$d', 3, 'Infinity', 1, 1, 'eval', NULL, NULL, NULL, NULL),
          ('2025-01-21', 'f%1$d', 4, 1e-400, 1, 1, 'eval', NULL, NULL, NULL, NULL),
          ('2025-01-21', 'g%1$d', 5, 12345678901234567890.123, 1, 1, 'eval', 'infinity', NULL, NULL, NULL)
          """;
      bench.sql(insert.formatted(1));
      bench.startUp();
      bench.sql(insert.formatted(2));
      CdcBench.patiently().until(() -> bench.rows().size() == 10);

      Map<String, Optional<BenchmarkRow>> queried = new TreeMap<>();
      new PostgresReader(bench.settings)
          .read(
              row -> {
                if (row instanceof MappedRow.Accepted accepted) {
                  queried.put("postgres/" + accepted.row().getRowId(), Optional.of(accepted.row()));
                } else {
                  queried.put("postgres/" + ((MappedRow.Rejected) row).rowId(), Optional.empty());
                }
              });
      Map<String, Optional<BenchmarkRow>> captured = new TreeMap<>();
      bench
          .rows()
          .forEach((key, row) -> captured.put(key, row.map(NastyValuesTest::withoutVersion)));
      assertThat(captured).isEqualTo(queried);
      BenchmarkRow second = queried.get("postgres/2025-01-21,c\\\\d1,2").orElseThrow();
      assertThat(second.getMetricValue()).isEmpty();
      assertThat(second.getOsl()).isEmpty();
      assertThat(second.getBenchmarkRunId()).contains("1.5");
      assertThat(queried.get("postgres/2025-01-21,a\\,b1,1")).isEmpty();
    }
  }

  private static void insert(CdcBench bench, List<String> rows) throws Exception {
    for (String row : rows) {
      bench.sql("INSERT INTO $t (" + row + ")");
    }
  }

  private static BenchmarkRow withoutVersion(BenchmarkRow row) {
    BenchmarkRow copy = new BenchmarkRow();
    row.getSchema().getFields().stream()
        .filter(field -> !field.name().equals("version"))
        .forEach(field -> copy.put(field.pos(), row.get(field.pos())));
    return copy;
  }
}
