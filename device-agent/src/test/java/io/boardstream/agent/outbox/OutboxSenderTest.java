package io.boardstream.agent.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.JobControl;
import io.boardstream.runtime.Health;
import io.boardstream.schemas.DeadLetter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** With Kafka's own producer for tests: which record fails, and when, is decided here. */
@Timeout(120)
final class OutboxSenderTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir private Path folder;
  private Outbox outbox;
  private MockProducer<byte[], byte[]> producer;
  private OutboxSender sender;

  @BeforeEach
  void start() {
    outbox = Outbox.open(folder.resolve("outbox.db"), 1 << 20);
    producer =
        new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    sender =
        new OutboxSender(
            outbox,
            OutboxSenderTest::value,
            () -> producer,
            "dead",
            new BrokerClock(Clock.systemUTC()));
  }

  @AfterEach
  void stop() {
    sender.close();
    outbox.close();
  }

  @Test
  void whatFollowsARecordThatFailedIsSentAgainAfterIt() {
    outbox.put(List.of(message("a"), message("b"), message("c")));
    sender.start();
    awaitSent("a", "b", "c");

    producer.completeNext();
    producer.errorNext(new TimeoutException("the broker is away"));
    producer.completeNext();

    // The newest stands last on its topic, although the broker had it before.
    awaitSent("a", "b", "c", "b", "c");
    producer.completeNext();
    producer.completeNext();
    await().atMost(LONG).until(() -> outbox.waiting() == 0 && sender.health().isUp());
  }

  @Test
  void whatNoBrokerTakesGoesToTheDeadLettersWithItsReasonAndHoldsUpNothing() {
    outbox.put(List.of(message("a"), message("large"), message("b")));
    sender.start();
    awaitSent("a", "large", "b");

    producer.completeNext();
    producer.errorNext(new RecordTooLargeException("more than the topic takes"));
    producer.completeNext();

    awaitSent("a", "large", "b", "large");
    ProducerRecord<byte[], byte[]> letter = producer.history().get(3);
    assertThat(letter.topic()).isEqualTo("dead");
    DeadLetter said = DeadLetter.read(letter.headers());
    assertThat(said.topic()).isEqualTo("events");
    assertThat(said.exception()).isEqualTo(RecordTooLargeException.class.getName());
    assertThat(said.message()).contains("JobControl", "more than the topic takes");
    assertThat(new String(letter.value(), UTF_8)).contains("large");
    producer.completeNext();
    awaitSent("a", "large", "b", "large", "b");
    producer.completeNext();
    await().atMost(LONG).until(() -> outbox.waiting() == 0 && sender.health().isUp());
    assertThat(outbox.refused()).isZero();
  }

  @Test
  void whatIsTooLargeForTheDeadLettersTooStaysHere() {
    outbox.put(List.of(message("large"), message("b")));
    sender.start();
    awaitSent("large", "b");

    producer.errorNext(new RecordTooLargeException("more than the topic takes"));
    producer.completeNext();
    awaitSent("large", "b", "large");
    producer.errorNext(new RecordTooLargeException("more than dead letters take"));
    awaitSent("large", "b", "large", "large");
    assertThat(producer.history().get(3).value()).isEmpty();
    producer.completeNext();
    awaitSent("large", "b", "large", "large", "b");
    producer.completeNext();

    await().atMost(LONG).until(() -> outbox.waiting() == 0 && outbox.refused() == 1);
    await().atMost(LONG).until(() -> sender.health().state() == Health.State.WAITING);
  }

  @Test
  void whatCannotBeEncodedGoesToTheDeadLettersToo() {
    outbox.put(List.of(message("a"), message("poison"), message("b")));
    sender.start();
    awaitSent("a");

    producer.completeNext();

    awaitSent("a", "poison");
    assertThat(producer.history().get(1).topic()).isEqualTo("dead");
    producer.completeNext();
    awaitSent("a", "poison", "b");
    producer.completeNext();
    await().atMost(LONG).until(() -> outbox.waiting() == 0);
  }

  @Test
  void theOrderIsThatOfPuttingWhateverTheClockSays() {
    for (String when :
        List.of("2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z")) {
      outbox.put(List.of(new Message("events", when, control(when, Instant.parse(when)), false)));
    }
    sender.start();

    awaitSent("2026-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z");
  }

  private void awaitSent(String... keys) {
    await()
        .atMost(LONG)
        .untilAsserted(
            () ->
                assertThat(producer.history())
                    .extracting(record -> new String(record.key(), UTF_8))
                    .containsExactly(keys));
  }

  private static byte[] value(String topic, SpecificRecord value) {
    if (value.toString().contains("poison")) {
      throw new SerializationException("the registry does not take the schema");
    }
    return value.toString().getBytes(UTF_8);
  }

  private static Message message(String key) {
    return new Message("events", key, control(key, Instant.EPOCH), false);
  }

  private static JobControl control(String by, Instant at) {
    return JobControl.newBuilder()
        .setJobId("job")
        .setAction("cancel")
        .setRetry(0)
        .setAt(at)
        .setBy(by)
        .build();
  }
}
