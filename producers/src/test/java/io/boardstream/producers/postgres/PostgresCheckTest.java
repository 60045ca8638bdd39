package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.runtime.Health;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
final class PostgresCheckTest {

  private static final Path GUIDE = Path.of("../docs/guide/own-database.md");

  private CdcBench bench;
  private String role;
  private Settings asRole;

  @BeforeEach
  void setUp(Servers.Running servers) throws Exception {
    bench = new CdcBench(servers);
    role = "reader_" + bench.id;
    asRole =
        bench.settings.with(
            Map.of(
                PostgresSettings.USER, role,
                PostgresSettings.PASSWORD, "change-me",
                PostgresSettings.PUBLICATION_AUTOCREATE, "false"));
  }

  @AfterEach
  void tearDown() throws Exception {
    bench.close();
    bench.sql("DROP ROLE IF EXISTS " + role);
  }

  @Test
  void roleOfTheGuideIsEnough() throws Exception {
    for (String sql : sqlOfTheGuide()) {
      bench.sql(sql);
    }
    bench.insert("metric_value", "1");

    List<Finding> findings = new PostgresCheck(asRole).run();

    assertThat(findings).allMatch(Finding::ok);
    PostgresProducer producer = bench.start(asRole);
    CdcBench.patiently().until(producer::health, Health::isUp);
    bench.insert("metric_value", "2");
    bench.sql("TRUNCATE $t");
    CdcBench.patiently().until(() -> bench.history().size() == 4);
    assertThat(new PostgresCheck(asRole).run())
        .anySatisfy(finding -> assertThat(finding.what()).contains("Slot", "read by process"));
    producer.close();
    assertThat(new PostgresSlot(asRole).drop()).isTrue();
  }

  @Test
  void saysWhatIsMissingAndTheFixMendsIt() throws Exception {
    bench.sql("CREATE ROLE " + role + " LOGIN PASSWORD 'change-me'");
    bench.sql("ALTER TABLE $t REPLICA IDENTITY DEFAULT", "ALTER TABLE $t DROP COLUMN precision");
    bench.sql("CREATE PUBLICATION " + bench.id + " WITH (publish = 'insert, update')");

    List<Finding> findings = missing();
    assertThat(findings)
        .extracting(Finding::what)
        .containsExactly(
            "Role %s may not replicate".formatted(role),
            "Table %s lacks the columns precision".formatted(bench.table),
            "Replica identity of %s is not FULL: a large value that an update leaves unchanged is not in the log, and has to be asked for each time"
                .formatted(bench.table),
            "Role %s may not use the schema s_%s".formatted(role, bench.id),
            "Publication '%s' does not publish delete, truncate".formatted(bench.id),
            "Publication '%s' does not hold the table %s".formatted(bench.id, bench.table));

    PostgresProducer producer = bench.start(asRole);
    CdcBench.patiently().until(() -> producer.health().cause().contains("may not replicate"));
    for (Finding finding : findings) {
      bench.sql(finding.fix().replaceFirst("^As the owner of the tables: ", ""));
    }

    assertThat(missing()).isEmpty();
    CdcBench.patiently().until(producer::health, Health::isUp);
  }

  @Test
  void absentPublicationIsPrintedForTheOwner() throws Exception {
    bench.sql("CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'change-me'");
    bench.sql("GRANT USAGE ON SCHEMA s_" + bench.id + " TO " + role);

    assertThat(missing())
        .extracting(Finding::fix)
        .containsExactly(
            "GRANT SELECT ON \"s_%1$s\".\"benchmark_rows\" TO \"%2$s\";".formatted(bench.id, role),
            "As the owner of the tables: CREATE PUBLICATION \"%1$s\" FOR TABLE \"s_%1$s\".\"benchmark_rows\";"
                .formatted(bench.id));

    // With autocreate the check says that this role may not do it.
    asRole = asRole.with(Map.of(PostgresSettings.PUBLICATION_AUTOCREATE, "true"));
    assertThat(missing())
        .anySatisfy(
            finding -> assertThat(finding.what()).contains("may not create the publication"));
  }

  @Test
  void rowFilterOfAPublicationIsFound() throws Exception {
    asRole = bench.settings;
    bench.sql("CREATE PUBLICATION " + bench.id + " FOR TABLE $t WHERE (id > 5)");

    assertThat(missing())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("row filter"));
  }

  @Test
  void slotOfSomethingElseIsFound() throws Exception {
    asRole = bench.settings;
    bench.sql("SELECT pg_create_physical_replication_slot('" + bench.id + "')");

    assertThat(missing())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what()).contains("belongs to something else", "pgoutput"));
  }

  @Test
  void tableWithoutAPrimaryKeyIsRefusedByCheckAndStart() throws Exception {
    bench.sql("ALTER TABLE $t DROP COLUMN id");
    asRole = bench.settings;

    assertThat(missing())
        .singleElement()
        .satisfies(finding -> assertThat(finding.what()).contains("no primary key"));
    assertThatThrownBy(() -> bench.start())
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("no primary key")
        .hasMessageContaining("ADD COLUMN id bigint");
  }

  @Test
  void keysWhoseTextDiffersAreRefused() throws Exception {
    bench.sql("ALTER TABLE $t DROP COLUMN id, ADD PRIMARY KEY (pipeline_end_ts)");
    asRole = bench.settings;

    assertThat(missing())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what()).contains("pipeline_end_ts timestamp with time zone"));
  }

  @Test
  void unexpectedTypesAreAdvice() throws Exception {
    bench.sql("ALTER TABLE $t ALTER COLUMN isl TYPE boolean USING isl > 0");
    asRole = bench.settings;

    assertThat(missing())
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.required()).isFalse();
              assertThat(finding.what()).contains("isl boolean");
            });
  }

  @Test
  void absentTableIsFoundAndItsDdlPrinted() {
    asRole = bench.settings.with(Map.of(PostgresSettings.TABLE, BenchmarkTable.NAME));

    assertThat(missing())
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("CREATE TABLE IF NOT EXISTS"));
  }

  @Test
  void absentServerAndDatabaseAndRoleAreNamed(Servers.Running servers) {
    asRole =
        bench.settings.with(
            Map.of(PostgresSettings.URL, "jdbc:postgresql://127.0.0.1:1/boardstream"));
    assertThat(missing())
        .singleElement()
        .satisfies(
            finding ->
                assertThat(finding.what() + finding.fix()).contains("127.0.0.1:1", "server runs"));

    asRole =
        bench.settings.with(
            Map.of(
                PostgresSettings.URL,
                "jdbc:postgresql://127.0.0.1:%d/absent".formatted(servers.postgres().port())));
    assertThat(missing())
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("no such database"));

    asRole = bench.settings.with(Map.of(PostgresSettings.USER, "nobody_of_that_name"));
    assertThat(missing())
        .singleElement()
        .satisfies(finding -> assertThat(finding.fix()).contains("refuses the role"));
  }

  @Test
  void wrongPasswordIsSaidAndNeverPrinted() throws Exception {
    bench.sql("CREATE ROLE " + role + " LOGIN REPLICATION PASSWORD 'the-right-one'");
    Path rules = Path.of(hbaFile());
    String before = Files.readString(rules);
    Files.writeString(rules, "host all %s 127.0.0.1/32 scram-sha-256\n%s".formatted(role, before));
    bench.sql("SELECT pg_reload_conf()");
    try {
      CdcBench.patiently().until(() -> !missing().isEmpty());
      assertThat(missing())
          .anySatisfy(
              finding ->
                  assertThat(finding.fix()).contains("refuses the role", "postgres.password"));
      PostgresProducer producer = bench.start(asRole);
      CdcBench.patiently().until(() -> producer.health().cause().contains("refuses the role"));
      assertThat(producer.health().state()).isEqualTo(Health.State.WAITING);
      assertThat(producer.health().cause() + missing()).doesNotContain("change-me");
    } finally {
      Files.writeString(rules, before);
      bench.sql("SELECT pg_reload_conf()");
    }
  }

  /** Our embedded server is always logical, so this one comes from the library below it. */
  @Test
  void logWithoutRowsIsFound() throws Exception {
    try (var server =
        io.zonky.test.db.postgres.embedded.EmbeddedPostgres.builder()
            .setServerConfig("wal_level", "replica")
            .start()) {
      asRole =
          bench.settings.with(
              Map.of(
                  PostgresSettings.URL,
                  "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(server.getPort()),
                  PostgresSettings.USER,
                  "postgres",
                  PostgresSettings.TABLE,
                  BenchmarkTable.NAME));
      BenchmarkTable.create(asRole);
      BenchmarkTable.create(asRole);

      assertThat(missing())
          .singleElement()
          .satisfies(
              finding -> {
                assertThat(finding.what()).contains("wal_level is replica");
                assertThat(finding.fix()).contains("ALTER SYSTEM SET wal_level = 'logical'");
              });
      PostgresProducer producer = bench.start(asRole);
      CdcBench.patiently().until(() -> producer.health().cause().contains("wal_level is replica"));
      producer.close();
    }
  }

  private List<Finding> missing() {
    return new PostgresCheck(asRole).run().stream().filter(finding -> !finding.ok()).toList();
  }

  private List<String> sqlOfTheGuide() throws Exception {
    Matcher block =
        Pattern.compile("```sql\n(CREATE ROLE.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(GUIDE));
    assertThat(block.find()).isTrue();
    return block
        .group(1)
        .lines()
        .map(
            line ->
                line.replace("boardstream_reader", role)
                    .replace("public.benchmark_rows", bench.table)
                    .replace("SCHEMA public", "SCHEMA s_" + bench.id)
                    .replace("PUBLICATION boardstream", "PUBLICATION " + bench.id))
        .toList();
  }

  private String hbaFile() throws Exception {
    try (var connection =
            new PostgresDatabase(new PostgresSettings(bench.settings.values())).open();
        var statement = connection.createStatement();
        var row = statement.executeQuery("SHOW hba_file")) {
      row.next();
      return row.getString(1);
    }
  }
}
