package io.boardstream.producers.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.runtime.Health;
import io.boardstream.schemas.TopicCatalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Where the log cannot be followed any longer, all rows are read again: no ghosts, no flap. */
@ExtendWith(Servers.class)
final class ResyncTest {

  @Test
  void askedForByHandReadsEveryRowOnceMoreAndTakesNothingBack(Servers.Running servers)
      throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      PostgresProducer producer = bench.startUp();
      bench.insert("metric_value", "2");
      CdcBench.patiently().until(() -> bench.history().size() == 2);

      PostgresResync resync = new PostgresResync(bench.settings);
      PostgresResync.Progress before = resync.progress();
      boolean heard = resync.request();
      CdcBench.patiently().until(() -> resync.progress().isOverSince(before));

      assertThat(heard).isTrue();
      CdcBench.patiently().until(producer::health, Health::isUp);
      bench.insert("metric_value", "3");
      CdcBench.patiently().until(() -> bench.history().size() == 5);
      // Only versions differ: what reads the topic sees the same rows, and no tombstone between.
      assertThat(bench.history())
          .containsExactlyInAnyOrder(
              "postgres/1 0:snapshot 1.0",
              "postgres/2 0:lsn 2.0",
              "postgres/1 1:snapshot 1.0",
              "postgres/2 1:snapshot 2.0",
              "postgres/3 1:lsn 3.0");
      assertThat(bench.count("resyncs", "reason", "first")).isEqualTo(1);
      assertThat(bench.count("resyncs", "reason", "requested")).isEqualTo(1);
      assertThat(bench.count("retracted")).isZero();
      assertThat(bench.meters.get("boardstream.cdc.resyncing").gauge().value()).isZero();
    }
  }

  @Test
  void requestNamesItsSourceOrMeansAllAndIsNotForgottenByAKill(Servers.Running servers)
      throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      bench.startUp().close();
      bench.sql(
          "SELECT pg_logical_emit_message(true, 'boardstream', 'resync somebody-else')",
          "SELECT pg_logical_emit_message(true, 'another', 'resync')");
      bench.startUp().close();
      assertThat(bench.history()).containsExactly("postgres/1 0:snapshot 1.0");

      // It stands in the log while nobody listens, with changes before and behind it.
      bench.sql(
          "UPDATE $t SET metric_value = 2",
          "SELECT pg_logical_emit_message(true, 'boardstream', 'resync')",
          "UPDATE $t SET metric_value = 3");
      bench.startUp();

      CdcBench.patiently().until(() -> bench.history().size() == 3);
      assertThat(bench.history())
          .containsExactly(
              "postgres/1 0:snapshot 1.0", "postgres/1 0:lsn 2.0", "postgres/1 1:snapshot 3.0");
    }
  }

  @Test
  void databaseThatWasPutBackToAnEarlierPointIsReadAgain(
      Servers.Running servers, @TempDir Path folder) throws Exception {
    Path data = folder.resolve("data");
    Path copy = folder.resolve("copy");
    EmbeddedPostgres postgres = EmbeddedPostgres.start(data, 0);
    int port = postgres.port();
    try (CdcBench bench = new CdcBench(servers.with(postgres))) {
      bench.insert("metric_value", "1");
      PostgresProducer producer = bench.startUp();
      bench.insert("metric_value", "2");
      CdcBench.patiently().until(() -> bench.history().size() == 2);
      producer.close();
      postgres.close();
      copy(data, copy);
      postgres = EmbeddedPostgres.start(data, port);
      producer = bench.startUp();
      bench.sql("UPDATE $t SET metric_value = 22 WHERE id = 2");
      bench.insert("metric_value", "3");
      CdcBench.patiently().until(() -> bench.history().size() == 4);

      // While it runs, the copy is put back: row 3 never was, and 2 is as it was.
      postgres.close();
      CdcBench.patiently()
          .until(producer::health, health -> health.state() == Health.State.WAITING);
      delete(data);
      copy(copy, data);
      postgres = EmbeddedPostgres.start(data, port);

      CdcBench.patiently().until(() -> bench.history().size() == 7);
      CdcBench.patiently().until(producer::health, Health::isUp);
      assertThat(bench.history())
          .contains(
              "postgres/1 1:snapshot 1.0",
              "postgres/2 1:snapshot 2.0",
              "postgres/3 1:snapshot grave");
      assertThat(bench.count("resyncs", "reason", "restored")).isEqualTo(1);

      // And while nobody looks, and written past the place that was read last.
      producer.close();
      postgres.close();
      delete(data);
      copy(copy, data);
      postgres = EmbeddedPostgres.start(data, port);
      writePast(bench);
      bench.sql("UPDATE $t SET metric_value = 11 WHERE id = 1");
      producer = bench.startUp();

      CdcBench.patiently().until(() -> bench.count("resyncs", "reason", "restored") == 2);
      CdcBench.patiently().until(() -> bench.history().contains("postgres/1 2:snapshot 11.0"));
      producer.close();
      new PostgresSlot(bench.settings).drop();
    } finally {
      postgres.close();
    }
  }

  /** Until the log is longer than it ever was when it was read. */
  private static void writePast(CdcBench bench) throws Exception {
    for (int i = 0; i < 20; i++) {
      bench.sql(
          "CREATE TABLE IF NOT EXISTS s_" + bench.id + ".filler (t text)",
          "INSERT INTO s_"
              + bench.id
              + ".filler SELECT repeat('x', 1000) FROM generate_series(1, 1000)");
    }
  }

  @Test
  void serverThatOnlyCrashedIsGoneOnWith(Servers.Running servers, @TempDir Path folder)
      throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0);
    int port = postgres.port();
    try (CdcBench bench = new CdcBench(servers.with(postgres))) {
      PostgresProducer producer = bench.startUp();
      for (int i = 1; i <= 3; i++) {
        bench.insert("metric_value", "" + i);
        int rows = i;
        CdcBench.patiently().until(() -> bench.history().size() == rows);
        // A crash takes the slot back to where it was written to disk last.
        kill(folder);
        CdcBench.patiently()
            .until(producer::health, health -> health.state() == Health.State.WAITING);
        postgres.close();
        postgres = EmbeddedPostgres.start(folder, port);
        CdcBench.patiently().until(producer::health, Health::isUp);
      }
      producer.close();
      // A crash lets the ids of new rows jump.
      assertThat(bench.history())
          .extracting(line -> line.replaceFirst("^\\S+ ", ""))
          .containsExactlyInAnyOrder("0:lsn 1.0", "0:lsn 2.0", "0:lsn 3.0");
      assertThat(bench.count("resyncs", "reason", "restored")).isZero();
      new PostgresSlot(bench.settings).drop();
    } finally {
      postgres.close();
    }
  }

  private static void kill(Path data) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      Path file =
          files
              .filter(f -> f.getFileName().toString().equals("postmaster.pid"))
              .findFirst()
              .orElseThrow();
      long pid = Long.parseLong(Files.readAllLines(file).get(0).strip());
      ProcessHandle server = ProcessHandle.of(pid).orElseThrow();
      server.descendants().forEach(ProcessHandle::destroyForcibly);
      server.destroyForcibly();
      server.onExit().join();
    }
  }

  @Test
  void kafkaThatForgotItsPositionIsFilledAgain(Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      PostgresProducer producer = bench.startUp();
      CdcBench.patiently().until(() -> bench.position().isPresent());
      SourcePosition old = bench.position().orElseThrow();
      bench.insert("metric_value", "2");
      CdcBench.patiently().until(() -> bench.history().size() == 2);
      CdcBench.patiently().until(() -> bench.confirmedBeyond(old));
      producer.close();

      // As after a loss of the newest records: the position of before is the newest.
      bench.write(old);
      bench.startUp();

      CdcBench.patiently().until(() -> bench.history().size() == 4);
      assertThat(bench.history())
          .contains("postgres/1 1000:snapshot 1.0", "postgres/2 1000:snapshot 2.0");
      assertThat(bench.count("resyncs", "reason", "kafka")).isEqualTo(1);
    }
  }

  @Test
  void topicThatIsShorterThanItWasIsFilledAgain(Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      PostgresProducer producer = bench.startUp();
      bench.insert("metric_value", "2");
      CdcBench.patiently().until(() -> bench.history().size() == 2);
      producer.close();

      bench.recreate(TopicCatalogue.BENCHMARK_ROWS);
      bench.startUp();

      CdcBench.patiently().until(() -> bench.history().size() == 2);
      assertThat(bench.history())
          .containsExactlyInAnyOrder(
              "postgres/1 1000:snapshot 1.0", "postgres/2 1000:snapshot 2.0");
    }
  }

  @Test
  void largeValueThatTheLogLeavesOutIsAskedFor(Servers.Running servers) throws Exception {
    String ddl =
        BenchmarkTable.ddl().replace("REPLICA IDENTITY FULL", "REPLICA IDENTITY DEFAULT")
            + "ALTER TABLE public.benchmark_rows ALTER COLUMN ml_model_name SET STORAGE EXTERNAL;";
    try (CdcBench bench = new CdcBench(servers, ddl)) {
      bench.sql("ALTER TABLE $t SET (toast_tuple_target = 128)");
      bench.startUp();
      bench.insert("ml_model_name, metric_value", "repeat('m', 900), 1");
      bench.sql("UPDATE $t SET metric_value = 2");
      // One row changes again, and one goes, before the change that left them out is read.
      bench.sql(
          """
          BEGIN;
          INSERT INTO $t (ml_model_name, device_name, metric_value) VALUES (repeat('a', 900), repeat('d', 900), 1);
          UPDATE $t SET ml_model_name = repeat('b', 900), metric_value = 2 WHERE id = 2;
          UPDATE $t SET metric_value = 3 WHERE id = 2;
          INSERT INTO $t (ml_model_name, device_name, metric_value) VALUES (repeat('c', 900), repeat('d', 900), 1);
          UPDATE $t SET metric_value = 2 WHERE id = 3;
          DELETE FROM $t WHERE id = 3;
          COMMIT
          """);

      CdcBench.patiently().until(() -> bench.rows().size() == 3);
      assertThat(bench.deadLetters()).isEmpty();
      assertThat(bench.rows().get("postgres/1").orElseThrow().getMlModelName())
          .contains("m".repeat(900));
      assertThat(bench.rows().get("postgres/2").orElseThrow())
          .satisfies(
              row -> {
                assertThat(row.getMlModelName()).contains("b".repeat(900));
                assertThat(row.getDeviceName()).contains("d".repeat(900));
                assertThat(row.getMetricValue()).contains(3.0);
              });
      assertThat(bench.rows().get("postgres/3")).isEqualTo(Optional.empty());
    }
  }

  @Test
  void positionOfTheFirstReleaseIsGoneOnFrom(Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      bench.startUp().close();
      SourcePosition noted = bench.position().orElseThrow();
      bench.write(new SourcePosition(noted.key(), noted.offset(), noted.epoch()));

      bench.startUp();
      bench.insert("metric_value", "2");

      CdcBench.patiently().until(() -> bench.history().size() == 2);
      assertThat(bench.history())
          .containsExactlyInAnyOrder("postgres/1 0:snapshot 1.0", "postgres/2 0:lsn 2.0");
    }
  }

  static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
