package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.VersionHeader;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The four tables on their topics, beside the flat one, by one slot. */
@ExtendWith(Servers.class)
final class CicdCaptureTest {

  private CdcBench bench;
  private Settings both;
  private String schema;

  @BeforeEach
  void setUp(Servers.Running servers) throws Exception {
    bench = new CdcBench(servers);
    schema = "s_" + bench.id;
    both = bench.settings.with(Map.of(PostgresSettings.CICD_SCHEMA, schema));
    bench.sql(CicdTables.ddl(schema));
    sql(
        "INSERT INTO $s.cicd_pipeline (cicd_pipeline_id, github_pipeline_id, name, project, git_branch_name, pipeline_end_ts) VALUES (1, 100, 'On nightly', 'tt-shield', 'main', '2025-01-21'), (2, 101, 'On nightly', 'tt-shield', 'main', '2025-01-22')",
        "INSERT INTO $s.cicd_job (cicd_job_id, cicd_pipeline_id, github_job_id, github_job_link, name) VALUES (10, 1, '7', 'https://example.com/7', 'run-release-a'), (11, 1, '8', NULL, 'run-evals-b')",
        "INSERT INTO $s.benchmark_run (benchmark_run_id, github_job_id, git_repo_name, ml_model_name, device_info, input_sequence_length, output_sequence_length, batch_size) VALUES (20, '7', 'tt-shield', 'A', '{\"device_name\": \"P150X4\"}', 128.0, -1, 'NaN'), (21, '8', 'tt-shield', 'B', NULL, NULL, NULL, 1)",
        "INSERT INTO $s.benchmark_measurement (benchmark_measurement_id, benchmark_run_id, step_name, name, value) VALUES (30, 20, 'benchmark', 'mean_tps', 1), (31, 20, 'benchmark', 'mean_ttft_ms', 2)");
  }

  @AfterEach
  void tearDown() throws Exception {
    bench.close();
  }

  @Test
  void snapshotThenChangesOfEachTableAreOnItsTopic() throws Exception {
    bench.insert("metric_value", "1");
    bench.start(both);
    CdcBench.patiently().until(() -> keys(TopicCatalogue.CICD_MEASUREMENTS).size() == 2);
    CdcBench.patiently().until(() -> bench.rows().size() == 1);
    assertThat(all())
        .containsExactlyInAnyOrder(
            "postgres/1",
            "postgres/2",
            "postgres/1/10",
            "postgres/1/11",
            "postgres/20",
            "postgres/21",
            "postgres/20/30",
            "postgres/20/31");

    // One transaction over all tables; a job and a measurement move to another parent.
    sql(
        """
        BEGIN;
        UPDATE $s.cicd_job SET cicd_pipeline_id = 2 WHERE cicd_job_id = 11;
        UPDATE $s.benchmark_measurement SET benchmark_run_id = 21 WHERE benchmark_measurement_id = 31;
        DELETE FROM $s.benchmark_measurement WHERE benchmark_measurement_id = 30;
        DELETE FROM $s.benchmark_run WHERE benchmark_run_id = 20;
        UPDATE $s.cicd_pipeline SET name = 'Other' WHERE cicd_pipeline_id = 1;
        COMMIT
        """);

    Set<String> after =
        Set.of(
            "postgres/1",
            "postgres/2",
            "postgres/1/10",
            "postgres/2/11",
            "postgres/21",
            "postgres/21/31");
    CdcBench.patiently().until(() -> all().equals(after));
    assertThat(bench.deadLetters()).isEmpty();

    sql("TRUNCATE $s.benchmark_measurement, $s.benchmark_run, $s.cicd_job, $s.cicd_pipeline");
    CdcBench.patiently().until(() -> all().isEmpty());
    assertThat(bench.rows().get("postgres/1")).isPresent();
    assertPartitionsAndVersions();
  }

  /** Children stand where their parent stands, and every record says its version. */
  private void assertPartitionsAndVersions() {
    for (CicdTable table : CicdTable.values()) {
      assertThat(bench.records(table.topic()))
          .isNotEmpty()
          .allSatisfy(
              record -> {
                String key = new String(record.key(), UTF_8);
                assertThat(record.partition()).isEqualTo(CicdKeys.partition(key, 2));
                assertThat(VersionHeader.read(record.headers())).isPresent();
              });
    }
  }

  @Test
  void rowThatCannotBeUsedIsADeadLetterAndTakesItsKeyBack() throws Exception {
    bench.start(both);
    CdcBench.patiently().until(() -> all().size() == 8);

    sql(
        "UPDATE $s.benchmark_run SET batch_size = 1.5 WHERE benchmark_run_id = 20",
        "UPDATE $s.benchmark_measurement SET value = 'Infinity' WHERE benchmark_measurement_id = 31",
        "UPDATE $s.cicd_pipeline SET pipeline_end_ts = 'infinity' WHERE cicd_pipeline_id = 1",
        "UPDATE $s.cicd_job SET name = repeat('x', 2000) WHERE cicd_job_id = 11");

    Set<String> left = Set.of("postgres/2", "postgres/1/10", "postgres/21", "postgres/20/30");
    CdcBench.patiently().until(() -> all().equals(left));
    assertThat(bench.deadLetters())
        .extracting(letter -> letter.exception())
        .containsExactly("row.number", "row.number", "row.time", "row.text");
  }

  @Test
  void tablesThatAreNoLongerReadAreTakenBackAndNewOnesAreRead() throws Exception {
    bench.insert("metric_value", "1");
    bench.startUp().close();
    assertThat(all()).isEmpty();

    bench.start(both);
    CdcBench.patiently().until(() -> all().size() == 8);
    CdcBench.patiently().until(() -> bench.count("resyncs", "reason", "tables") == 1);
    bench.stopProducers();

    Settings cicdOnly = both.with(Map.of(PostgresSettings.TABLE, ""));
    bench.start(cicdOnly);
    CdcBench.patiently().until(() -> bench.rows().get("postgres/1").isEmpty());
    assertThat(all()).hasSize(8);
  }

  @Test
  void deleteWhoseOldRowIsNotInTheLogLeadsToAResync() throws Exception {
    PostgresProducer producer = bench.start(both);
    CdcBench.patiently().until(() -> all().size() == 8);
    sql(
        "ALTER TABLE $s.benchmark_measurement REPLICA IDENTITY DEFAULT",
        "DELETE FROM $s.benchmark_measurement WHERE benchmark_measurement_id = 30");

    CdcBench.patiently().until(() -> producer.health().cause().contains("REPLICA IDENTITY FULL"));
    sql("ALTER TABLE $s.benchmark_measurement REPLICA IDENTITY FULL");

    CdcBench.patiently().until(() -> !all().contains("postgres/20/30"));
    assertThat(all()).hasSize(7).contains("postgres/20/31");
    assertThat(bench.count("resyncs", "reason", "log")).isEqualTo(1);
  }

  @Test
  void queryJoinsTheTablesToRows() throws Exception {
    sql(
        // A second job of the same id that counts, as it is greater; and one that is not selected.
        "INSERT INTO $s.cicd_job (cicd_job_id, cicd_pipeline_id, github_job_id, name) VALUES (12, 2, '8', 'run-evals-b'), (13, 2, '8', 'other'), (14, NULL, '8', 'run-evals-b')",
        "INSERT INTO $s.benchmark_run (benchmark_run_id, github_job_id, git_repo_name) VALUES (22, '9', 'tt-shield'), (23, NULL, 'tt-shield'), (24, '7', 'other'), (25, '7', 'tt-shield')",
        "INSERT INTO $s.benchmark_measurement (benchmark_measurement_id, benchmark_run_id, value) VALUES (40, 25, 'Infinity'), (41, NULL, 1), (42, 99, 1)");

    Map<String, MappedRow> rows = new TreeMap<>();
    new CicdReader(both)
        .read(
            row ->
                rows.put(
                    row instanceof MappedRow.Accepted accepted
                        ? accepted.row().getRowId()
                        : ((MappedRow.Rejected) row).rowId(),
                    row));

    assertThat(rows.keySet()).containsExactly("20/30/7", "20/31/7", "21/-/8", "25/-/7", "25/40/7");
    assertThat(rows.get("25/40/7")).isInstanceOf(MappedRow.Rejected.class);
    assertThat(((MappedRow.Accepted) rows.get("20/30/7")).row())
        .satisfies(
            row -> {
              assertThat(row.getSource()).isEqualTo("postgres-cicd");
              assertThat(row.getDeviceName()).contains("P150X4");
              assertThat(row.getIsl()).contains(128L);
              assertThat(row.getOsl()).isEmpty();
              assertThat(row.getBatchSize()).isEmpty();
              assertThat(row.getGithubPipelineId()).contains("100");
              assertThat(row.getGithubLink()).contains("https://example.com/7");
              assertThat(row.getMetricName()).contains("mean_tps");
            });
    assertThat(((MappedRow.Accepted) rows.get("21/-/8")).row())
        .satisfies(
            row -> {
              assertThat(row.getGithubPipelineId()).contains("101");
              assertThat(row.getMetricName()).isEmpty();
              assertThat(row.getDeviceName()).isEmpty();
            });
  }

  @Test
  void checkSaysOfEachTableWhatIsMissing() throws Exception {
    sql(
        "ALTER TABLE $s.cicd_job REPLICA IDENTITY DEFAULT",
        "ALTER TABLE $s.benchmark_run REPLICA IDENTITY DEFAULT, ALTER COLUMN device_info TYPE text",
        "ALTER TABLE $s.cicd_pipeline DROP COLUMN project",
        "ALTER TABLE $s.benchmark_measurement DROP CONSTRAINT benchmark_measurement_pkey, ADD PRIMARY KEY (benchmark_measurement_id, benchmark_run_id)");

    List<Finding> missing =
        new PostgresCheck(both).run().stream().filter(finding -> !finding.ok()).toList();

    assertThat(missing)
        .extracting(Finding::what)
        .containsExactly(
            "Table %s.cicd_pipeline lacks the columns project".formatted(schema),
            "Replica identity of %s.cicd_job is not FULL: the log does not say where a row stood before"
                .formatted(schema),
            "Column device_info of %s.benchmark_run is no JSON".formatted(schema),
            "Replica identity of %s.benchmark_run is not FULL: a large value that an update leaves unchanged is not in the log, and has to be asked for each time"
                .formatted(schema),
            "The primary key of %s.benchmark_measurement is benchmark_measurement_id, benchmark_run_id"
                .formatted(schema));
  }

  private Set<String> all() {
    Set<String> all = new TreeSet<>();
    for (CicdTable table : CicdTable.values()) {
      all.addAll(keys(table.topic()));
    }
    return all;
  }

  /** Keys that are alive. */
  private Set<String> keys(Topic topic) {
    Set<String> alive = new TreeSet<>();
    bench
        .records(topic)
        .forEach(
            record -> {
              String key = new String(record.key(), UTF_8);
              if (record.value() == null) {
                alive.remove(key);
              } else {
                alive.add(key);
              }
            });
    return alive;
  }

  private void sql(String... statements) throws Exception {
    for (String statement : statements) {
      bench.sql(statement.replace("$s", schema));
    }
  }
}
