package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TakenOverException;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.RegistryUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Records and position: both, or neither; by one writer only. */
@ExtendWith(Servers.class)
final class FactLogTest {

  private static final byte[] KEY = "source".getBytes(UTF_8);

  private final List<Health> health = new ArrayList<>();
  private final AtomicInteger retries = new AtomicInteger();
  private CdcBench bench;
  private FactLog log;

  @BeforeEach
  void setUp(Servers.Running servers) throws Exception {
    bench = new CdcBench(servers);
    log = open();
  }

  @AfterEach
  void tearDown() throws Exception {
    log.close();
    bench.close();
  }

  @Test
  void positionIsWhereTheLastTransactionEnded() throws Exception {
    assertThat(log.open()).isEmpty();

    log.append(() -> List.of(row("a")), position("1"));
    log.append(() -> List.of(row("b"), row("c")), position("2"));
    log.append(() -> List.of(row("d")));

    try (FactLog next = open()) {
      assertThat(next.open()).contains(position("2"));
    }
    assertThat(committed()).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void positionIsFoundBehindManyOfOtherSources() throws Exception {
    log.open();
    log.append(List::of, position("1"));
    List<ProducerRecord<byte[], byte[]>> others = new ArrayList<>();
    String topic = TopicCatalogue.CDC_OFFSETS.name(bench.prefix);
    for (int i = 0; i < 3_000; i++) {
      others.add(new ProducerRecord<>(topic, "other".getBytes(UTF_8), KEY));
    }
    log.append(() -> others);

    assertThat(log.scan().position(topic, KEY)).contains(position("1"));
    assertThat(log.scan().position(topic, "unknown".getBytes(UTF_8))).isEmpty();
  }

  @Test
  void whatAKilledWriterHadBegunIsNeverSeen() throws Exception {
    log.open();
    log.append(() -> List.of(row("a")), position("1"));
    try (KafkaProducer<byte[], byte[]> killed = rawWriter()) {
      killed.initTransactions();
      killed.beginTransaction();
      killed.send(row("half")).get();
      killed.send(offset("2")).get();

      try (FactLog next = open()) {
        assertThat(next.open()).contains(position("1"));
        next.append(() -> List.of(row("b")), position("3"));
      }
      assertThat(committed()).containsExactlyInAnyOrder("a", "b");
      assertThat(bench.records(TopicCatalogue.BENCHMARK_ROWS, "read_uncommitted")).hasSize(3);
      assertThatThrownBy(killed::commitTransaction).isNotNull();
    }
  }

  @Test
  void whatIsBehindAnothersOpenTransactionIsWaitedFor() throws Exception {
    log.open();
    TopicScan scan = log.scan();
    String rows = TopicCatalogue.BENCHMARK_ROWS.name(bench.prefix);
    String offsets = TopicCatalogue.CDC_OFFSETS.name(bench.prefix);
    try (KafkaProducer<byte[], byte[]> other = rawWriter("other")) {
      other.initTransactions();
      other.beginTransaction();
      other.send(new ProducerRecord<>(rows, KEY, KEY)).get();
      other.send(new ProducerRecord<>(offsets, "other".getBytes(UTF_8), KEY)).get();
      log.append(() -> List.of(row("a")), position("1"));
      assertThat(scan.position(offsets, KEY)).as("cannot be seen yet").isEmpty();

      CompletableFuture<TopicScan.LiveKeys> keys =
          CompletableFuture.supplyAsync(() -> scan.liveKeys(rows, "source"));
      CompletableFuture<Optional<SourcePosition>> reopened =
          CompletableFuture.supplyAsync(this::reopenedPosition);
      assertThatThrownBy(() -> keys.get(1, TimeUnit.SECONDS))
          .isInstanceOf(java.util.concurrent.TimeoutException.class);
      other.abortTransaction();

      assertThat(keys.get(60, TimeUnit.SECONDS).keys()).containsExactly("source");
      assertThat(reopened.get(60, TimeUnit.SECONDS)).contains(position("1"));
    }
  }

  private Optional<SourcePosition> reopenedPosition() {
    try (FactLog next = open()) {
      return next.open();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void registryThatIsAwayIsWaitedFor() throws Exception {
    log.open();
    AtomicInteger attempts = new AtomicInteger();

    log.append(
        () -> {
          if (attempts.incrementAndGet() < 3) {
            throw new RegistryUnavailableException("the registry is away");
          }
          return List.of(row("a"));
        },
        position("1"));

    assertThat(committed()).containsExactly("a");
    assertThat(retries).hasValue(2);
    assertThat(health)
        .extracting(Health::state)
        .containsExactly(Health.State.WAITING, Health.State.WAITING, Health.State.UP);
    assertThat(health.get(0).cause()).contains("the registry is away", "nothing is lost");
  }

  @Test
  void olderWriterIsFencedByTheNewer() throws Exception {
    log.open();
    log.append(() -> List.of(row("a")), position("1"));
    try (FactLog newer = open()) {
      newer.open();

      assertThatThrownBy(() -> log.append(() -> List.of(row("stale")), position("2")))
          .isInstanceOf(TakenOverException.class);

      newer.append(() -> List.of(row("b")), position("2"));
    }
    assertThat(committed()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void writerThatComesBackLateLeavesTheNewerOneAlone() throws Exception {
    log.open();
    log.append(() -> List.of(row("a")), position("1"));
    try (FactLog newer = open()) {
      assertThatThrownBy(
              () ->
                  log.append(
                      () -> {
                        takeOver(newer);
                        throw new TimeoutException("the broker was away");
                      },
                      position("3")))
          .isInstanceOf(TakenOverException.class);

      // It has not been fenced by the late one.
      newer.append(() -> List.of(row("c")), position("4"));
    }
    assertThat(committed()).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void transactionThatWasCommittedAfterAllIsNotWrittenAgain() throws Exception {
    log.open();
    AtomicInteger attempts = new AtomicInteger();

    log.append(
        () -> {
          attempts.incrementAndGet();
          commitBehindItsBack();
          throw new TimeoutException("no answer to the commit");
        },
        position("1"));

    assertThat(attempts).hasValue(1);
    assertThat(committed()).containsExactly("a");
    log.append(() -> List.of(row("b")), position("2"));
    assertThat(committed()).containsExactlyInAnyOrder("a", "b");
  }

  private void takeOver(FactLog newer) {
    try {
      newer.open();
      newer.append(() -> List.of(row("b")), position("2"));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the broker does when it commits, and the answer gets lost. */
  private void commitBehindItsBack() {
    try (KafkaProducer<byte[], byte[]> writer = rawWriter()) {
      writer.initTransactions();
      writer.beginTransaction();
      var sent = List.of(writer.send(row("a")), writer.send(offset("1")));
      writer.commitTransaction();
      assertThat(sent).allMatch(java.util.concurrent.Future::isDone);
    }
  }

  private KafkaProducer<byte[], byte[]> rawWriter() {
    return rawWriter("source");
  }

  private KafkaProducer<byte[], byte[]> rawWriter(String source) {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            bench.servers.broker().bootstrapServers(),
            "transactional.id",
            bench.prefix + "cdc-" + source),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private FactLog open() {
    return new FactLog(
        new KafkaSettings(bench.settings.values()),
        "source",
        KEY,
        health::add,
        retries::incrementAndGet);
  }

  private ProducerRecord<byte[], byte[]> row(String value) {
    return new ProducerRecord<>(
        TopicCatalogue.BENCHMARK_ROWS.name(bench.prefix), KEY, value.getBytes(UTF_8));
  }

  private ProducerRecord<byte[], byte[]> offset(String value) {
    return new ProducerRecord<>(
        TopicCatalogue.CDC_OFFSETS.name(bench.prefix), KEY, value.getBytes(UTF_8));
  }

  private static SourcePosition position(String offset) {
    return new SourcePosition(KEY, offset.getBytes(UTF_8), 0);
  }

  private List<String> committed() {
    return bench.records(TopicCatalogue.BENCHMARK_ROWS).stream()
        .map(record -> new String(record.value(), UTF_8))
        .toList();
  }

  @Test
  void epochIsStoredBesideTheOffset() throws Exception {
    log.open();
    SourcePosition third = new SourcePosition(KEY, "9".getBytes(UTF_8), 3);

    log.append(List::of, third);

    try (FactLog next = open()) {
      assertThat(next.open()).isEqualTo(Optional.of(third));
    }
  }
}
