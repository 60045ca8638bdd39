package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes away comes back, and nothing was lost meanwhile. */
@ExtendWith(Servers.class)
final class OutageTest {

  @Test
  void brokerThatIsAwayIsWaitedFor(Servers.Running servers, @TempDir Path folder) throws Exception {
    EmbeddedBroker broker = EmbeddedBroker.start(folder, 0);
    int port = Integer.parseInt(broker.bootstrapServers().replaceAll(".*:", ""));
    try (CdcBench bench = new CdcBench(servers.with(broker))) {
      PostgresProducer producer = bench.startUp();
      bench.insert("metric_value", "1");
      CdcBench.patiently().until(() -> bench.history().size() == 1);

      broker.close();
      bench.insert("metric_value", "2");
      CdcBench.patiently()
          .until(producer::health, health -> health.state() == Health.State.WAITING);
      assertThat(producer.health().cause()).contains("Cannot write", "nothing is lost");
      bench.insert("metric_value", "3");
      broker = EmbeddedBroker.start(folder, port);

      CdcBench.patiently().until(producer::health, Health::isUp);
      CdcBench.patiently().until(() -> bench.history().size() == 3);
      assertThat(bench.history())
          .containsExactlyInAnyOrder(
              "postgres/1 0:lsn 1.0", "postgres/2 0:lsn 2.0", "postgres/3 0:lsn 3.0");
      assertThat(bench.count("retries")).isPositive();
    } finally {
      broker.close();
    }
  }

  @Test
  void postgresThatIsAwayIsWaitedFor(Servers.Running servers, @TempDir Path folder)
      throws Exception {
    EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0);
    int port = postgres.port();
    try (CdcBench bench = new CdcBench(servers.with(postgres))) {
      PostgresProducer producer = bench.startUp();
      bench.insert("metric_value", "1");
      CdcBench.patiently().until(() -> bench.history().size() == 1);

      postgres.close();
      CdcBench.patiently()
          .until(producer::health, health -> health.state() == Health.State.WAITING);
      CdcBench.patiently().until(() -> producer.health().cause().contains("127.0.0.1:" + port));
      postgres = EmbeddedPostgres.start(folder, port);
      bench.insert("metric_value", "2");

      CdcBench.patiently().until(producer::health, Health::isUp);
      CdcBench.patiently().until(() -> bench.history().size() == 2);
      assertThat(bench.history())
          .containsExactlyInAnyOrder("postgres/1 0:lsn 1.0", "postgres/2 0:lsn 2.0");
      producer.close();
      new PostgresSlot(bench.settings).drop();
    } finally {
      postgres.close();
    }
  }

  @Test
  void registryThatIsAwayIsWaitedFor(Servers.Running servers, @TempDir Path folder)
      throws Exception {
    EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0);
    int port = registry.url().getPort();
    try (CdcBench bench = new CdcBench(servers.with(registry))) {
      registry.close();
      bench.insert("metric_value", "1");
      PostgresProducer producer = bench.start();
      CdcBench.patiently()
          .until(producer::health, health -> health.state() == Health.State.WAITING);
      assertThat(bench.records(TopicCatalogue.BENCHMARK_ROWS)).isEmpty();

      registry = EmbeddedRegistry.start(folder, port);

      CdcBench.patiently().until(producer::health, Health::isUp);
      assertThat(bench.history()).containsExactly("postgres/1 0:snapshot 1.0");
      assertThat(bench.deadLetters()).isEmpty();
    } finally {
      registry.close();
    }
  }

  @Test
  void nothingIsThereYetAtTheStart(Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      Settings nowhere =
          bench.settings.with(
              Map.of(
                  KafkaSettings.BOOTSTRAP_SERVERS, "127.0.0.1:1",
                  PostgresSettings.URL, "jdbc:postgresql://127.0.0.1:1/nothing"));

      PostgresProducer producer = bench.start(nowhere);

      CdcBench.patiently()
          .until(producer::health, health -> health.state() == Health.State.WAITING);
      producer.close();
      assertThat(producer.health().state()).isEqualTo(Health.State.STOPPED);
    }
  }

  @Test
  void snapshotThatWasCutShortBeginsAnewAndTakesBackWhatItHadRead(Servers.Running servers)
      throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "1");
      bench.insert("metric_value", "2");
      bench.startUp().close();
      // As a kill within the snapshot leaves it: rows, and a position that says so.
      OffsetCodec codec = new OffsetCodec("boardstream-postgres");
      try (KafkaProducer<byte[], byte[]> writer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", servers.broker().bootstrapServers()),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        writer
            .send(
                new ProducerRecord<>(
                    TopicCatalogue.CDC_OFFSETS.name(bench.prefix),
                    codec.key(Map.of("server", "postgres")),
                    "{\"snapshot\":\"INITIAL\",\"snapshot_completed\":false,\"lsn\":1}"
                        .getBytes(UTF_8)))
            .get();
      }
      bench.sql("DELETE FROM $t WHERE id = 1");

      bench.startUp();

      assertThat(bench.history())
          .containsExactlyInAnyOrder(
              "postgres/1 0:snapshot 1.0",
              "postgres/2 0:snapshot 2.0",
              "postgres/1 1:snapshot grave",
              "postgres/2 1:snapshot 2.0");
    }
  }

  @Test
  void manyTransactionsThroughManyRestartsArriveInOrderAndWhatComesAgainIsTheSame(
      Servers.Running servers) throws Exception {
    try (CdcBench bench = new CdcBench(servers)) {
      bench.insert("metric_value", "0");
      Thread writer = new Thread(() -> write(bench));
      PostgresProducer producer = bench.startUp();
      writer.start();
      for (int i = 1; i <= 4; i++) {
        int seen = 20 * i;
        CdcBench.patiently().until(() -> bench.history().size() > seen);
        producer.close();
        producer = bench.startUp();
      }
      writer.join();
      CdcBench.patiently()
          .until(() -> bench.history().stream().distinct().count() >= 1 + 2 * TRANSACTIONS);
      producer.close();

      // A restart within a transaction reads all of it again.
      List<String> history = bench.history().stream().distinct().toList();
      assertThat(history).hasSize(1 + 2 * TRANSACTIONS);
      assertThat(bench.versions().stream().distinct())
          .as("what comes again has the version that it had")
          .hasSize(history.size());
      assertThat(history.stream().filter(line -> line.startsWith("postgres/1 ")).toList())
          .isEqualTo(
              java.util.stream.IntStream.rangeClosed(0, TRANSACTIONS)
                  .mapToObj(n -> "postgres/1 0:%s %d.0".formatted(n == 0 ? "snapshot" : "lsn", n))
                  .toList());
    }
  }

  private static final int TRANSACTIONS = 300;

  private static void write(CdcBench bench) {
    try {
      for (int i = 1; i <= TRANSACTIONS; i++) {
        bench.sql(
            "BEGIN; UPDATE $t SET metric_value = %1$d WHERE id = 1; INSERT INTO $t (metric_value) VALUES (%1$d); COMMIT"
                .formatted(i));
      }
    } catch (java.sql.SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
