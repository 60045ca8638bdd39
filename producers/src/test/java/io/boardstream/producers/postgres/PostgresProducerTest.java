package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Servers.class)
final class PostgresProducerTest {

  private CdcBench bench;

  @BeforeEach
  void setUp(Servers.Running servers) throws Exception {
    bench = new CdcBench(servers);
  }

  @AfterEach
  void tearDown() throws Exception {
    bench.close();
  }

  @Test
  void snapshotThenEveryChangeIsOnTheTopic() throws Exception {
    bench.insert("ml_model_name, metric_value", "'A', 1");
    bench.insert("ml_model_name, metric_value", "'B', 2");
    bench.startUp();
    CdcBench.patiently().until(() -> bench.rows().size() == 2);

    bench.insert("ml_model_name, metric_value", "'C', 3");
    bench.sql("UPDATE $t SET metric_value = 20 WHERE id = 2", "DELETE FROM $t WHERE id = 1");

    CdcBench.patiently().until(() -> bench.history().size() == 5);
    assertThat(bench.history())
        .containsExactlyInAnyOrder(
            "postgres/1 0:snapshot 1.0",
            "postgres/2 0:snapshot 2.0",
            "postgres/3 0:lsn 3.0",
            "postgres/2 0:lsn 20.0",
            "postgres/1 0:lsn grave");
    Map<String, Optional<BenchmarkRow>> rows = bench.rows();
    assertThat(rows.get("postgres/1")).isEmpty();
    assertThat(rows.get("postgres/2").orElseThrow().getMlModelName()).contains("B");
    assertThat(bench.count("changes", "kind", "snapshot")).isEqualTo(2);
    assertThat(bench.count("changes", "kind", "inserted")).isEqualTo(1);
    assertThat(bench.count("changes", "kind", "updated")).isEqualTo(1);
    assertThat(bench.count("changes", "kind", "deleted")).isEqualTo(1);
    assertThat(bench.count("rejected")).isZero();
  }

  @Test
  void truncateBuriesEveryRowThatIsAliveAndNoOther() throws Exception {
    bench.insert("metric_value", "1");
    bench.startUp();
    bench.insert("metric_value", "2");
    bench.sql("DELETE FROM $t WHERE id = 1");
    CdcBench.patiently().until(() -> bench.history().size() == 3);

    bench.sql("BEGIN; TRUNCATE $t; INSERT INTO $t (metric_value) VALUES (3); COMMIT");

    CdcBench.patiently().until(() -> bench.history().size() == 5);
    assertThat(bench.history()).contains("postgres/2 0:lsn grave", "postgres/3 0:lsn 3.0");
    assertThat(bench.rows().get("postgres/3")).isPresent();
    assertThat(bench.count("changes", "kind", "truncated")).isEqualTo(1);
  }

  @Test
  void restartGoesOnExactlyWhereItStopped() throws Exception {
    bench.insert("metric_value", "1");
    PostgresProducer first = bench.startUp();
    bench.insert("metric_value", "2");
    CdcBench.patiently().until(() -> bench.history().size() == 2);
    first.close();

    bench.insert("metric_value", "3");
    bench.sql("DELETE FROM $t WHERE id = 1");
    PostgresProducer second = bench.startUp();
    bench.insert("metric_value", "4");

    CdcBench.patiently().until(() -> bench.rows().containsKey("postgres/4"));
    second.close();
    assertThat(bench.history())
        .containsExactlyInAnyOrder(
            "postgres/1 0:snapshot 1.0",
            "postgres/2 0:lsn 2.0",
            "postgres/3 0:lsn 3.0",
            "postgres/1 0:lsn grave",
            "postgres/4 0:lsn 4.0");
  }

  @Test
  void restartAmongTheRowsOfOneCopyLosesNone() throws Exception {
    // Without heartbeats, the position stays where the rows were.
    Settings quiet = bench.settings.with(Map.of(PostgresSettings.HEARTBEAT_INTERVAL_MS, "600000"));
    PostgresProducer first = bench.start(quiet);
    CdcBench.patiently().until(first::health, Health::isUp);
    // Beats that were sent before the first came back may still be on their way.
    AtomicReference<String> position = new AtomicReference<>("");
    CdcBench.patiently()
        .during(Duration.ofSeconds(2))
        .until(() -> position().equals(position.getAndSet(position())));
    bench.sql("COPY $t (metric_value) FROM PROGRAM 'seq 1 100'");
    CdcBench.patiently().until(() -> bench.rows().size() == 100);
    first.close();

    // All rows of a page have one place in the log, so the position is also one before this row.
    bench.takeAway("postgres/100");
    bench.start(quiet);

    CdcBench.patiently().until(() -> bench.rows().get("postgres/100").isPresent());
  }

  private String position() {
    return bench.position().map(OffsetCodec::text).orElse("");
  }

  @Test
  void changedPrimaryKeyIsADeleteAndANewRow() throws Exception {
    bench.sql(
        "ALTER TABLE $t ALTER COLUMN id DROP IDENTITY",
        "INSERT INTO $t (id, metric_value) VALUES (1, 1)");
    bench.startUp();
    CdcBench.patiently().until(() -> bench.history().size() == 1);

    bench.sql("UPDATE $t SET id = 7, metric_value = 8 WHERE id = 1");

    CdcBench.patiently().until(() -> bench.history().size() == 3);
    assertThat(bench.history()).contains("postgres/1 0:lsn grave", "postgres/7 0:lsn 8.0");
  }

  @Test
  void rowThatCannotBeReadIsADeadLetterAndTakesItsKeyBack() throws Exception {
    bench.startUp();
    bench.insert("ml_model_name, isl, metric_value", "'A', 128, 1");
    bench.sql("UPDATE $t SET isl = 128.5 WHERE id = 1");
    bench.sql("UPDATE $t SET isl = 256, metric_value = 2 WHERE id = 1");

    CdcBench.patiently().until(() -> bench.history().size() == 3);
    assertThat(bench.history())
        .containsExactly("postgres/1 0:lsn 1.0", "postgres/1 0:lsn grave", "postgres/1 0:lsn 2.0");
    assertThat(bench.deadLetters())
        .containsExactly(
            new DeadLetter(
                bench.table, -1, -1, "row.number", "isl is '128.5': not a whole number"));
    var letter = bench.records(TopicCatalogue.DEAD_LETTERS).get(0);
    assertThat(letter.key()).asString(UTF_8).isEqualTo("postgres/1");
    assertThat(letter.value())
        .asString(UTF_8)
        .contains("\"isl\":\"128.5\"", "\"ml_model_name\":\"A\"", "\"precision\":null");
    assertThat(bench.count("rejected")).isEqualTo(1);
  }

  @Test
  void aSecondProducerEndsTheFirst() throws Exception {
    PostgresProducer first = bench.startUp();
    bench.insert("metric_value", "1");
    CdcBench.patiently().until(() -> bench.history().size() == 1);

    PostgresProducer second = bench.start();

    CdcBench.patiently().until(() -> first.health().state().name().equals("FAILED"));
    assertThat(first.health().cause()).contains("Another producer", "postgres.source.name");
    CdcBench.patiently().until(second::health, Health::isUp);
    bench.insert("metric_value", "2");
    CdcBench.patiently().until(() -> bench.history().size() == 2);
    assertThat(bench.history())
        .containsExactlyInAnyOrder("postgres/1 0:lsn 1.0", "postgres/2 0:lsn 2.0");
  }

  @Test
  void lostSlotLeadsToASnapshotThatBuriesWhatIsGone() throws Exception {
    bench.insert("metric_value", "1");
    bench.insert("metric_value", "2");
    PostgresProducer first = bench.startUp();
    bench.sql("UPDATE $t SET metric_value = 11 WHERE id = 1");
    CdcBench.patiently().until(() -> bench.history().size() == 3);
    first.close();
    assertThat(new PostgresSlot(bench.settings).drop()).isTrue();
    bench.sql("DELETE FROM $t WHERE id = 2", "UPDATE $t SET metric_value = 12 WHERE id = 1");

    bench.startUp();

    CdcBench.patiently().until(() -> bench.history().size() == 5);
    assertThat(bench.history())
        .contains("postgres/1 1:snapshot 12.0", "postgres/2 1:snapshot grave");
    assertThat(bench.count("retracted")).isEqualTo(1);
  }

  @Test
  void lostSlotOfATableThatIsEmptyByNowBuriesEverything() throws Exception {
    bench.insert("metric_value", "1");
    bench.startUp().close();
    new PostgresSlot(bench.settings).drop();
    bench.sql("DELETE FROM $t");

    bench.startUp();

    CdcBench.patiently().until(() -> bench.history().size() == 2);
    assertThat(bench.history()).contains("postgres/1 1:snapshot grave");
  }

  @Test
  void quietTableLetsTheServerDiscardItsLog() throws Exception {
    bench.startUp();
    bench.sql("CREATE TABLE s_" + bench.id + ".other (n int)");

    CdcBench.patiently()
        .until(
            () -> {
              bench.sql("INSERT INTO s_" + bench.id + ".other SELECT generate_series(1, 100)");
              return lagOfSlot() < 100_000;
            });
    long before = confirmed();
    CdcBench.patiently()
        .until(
            () -> {
              bench.sql("INSERT INTO s_" + bench.id + ".other SELECT generate_series(1, 100)");
              return confirmed() > before;
            });
    assertThat(bench.history()).isEqualTo(List.of());
  }

  private long lagOfSlot() throws Exception {
    return number("pg_wal_lsn_diff(pg_current_wal_lsn(), confirmed_flush_lsn)");
  }

  private long confirmed() throws Exception {
    return number("pg_wal_lsn_diff(confirmed_flush_lsn, '0/0')");
  }

  private long number(String expression) throws Exception {
    String sql =
        "SELECT %s FROM pg_replication_slots WHERE slot_name = '%s'"
            .formatted(expression, bench.id);
    try (var connection =
            new PostgresDatabase(new PostgresSettings(bench.settings.values())).open();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
