package io.boardstream.agent.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.JobControl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Fills the disk that its outbox is on, and works off what it has all the same. */
final class FullDiskProgram {

  private FullDiskProgram() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    try (Outbox outbox = Outbox.open(folder.resolve("outbox.db"), 1 << 30)) {
      int put = 0;
      try {
        while (true) {
          outbox.put(List.of(message(put)));
          put++;
        }
      } catch (OutboxException e) {
        System.out.println("full: " + e.getMessage());
      }
      // Not even a byte is left.
      try {
        Files.write(folder.resolve("rest"), new byte[1 << 20]);
      } catch (java.io.IOException e) {
        System.out.println("rest: " + e.getMessage());
      }
      System.out.println("waiting " + outbox.waiting() + " of " + put);
      MockProducer<byte[], byte[]> producer =
          new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
      try (OutboxSender sender =
          new OutboxSender(
              outbox,
              (topic, value) -> value.toString().getBytes(UTF_8),
              () -> producer,
              "dead",
              new BrokerClock(Clock.systemUTC()))) {
        sender.start();
        for (int i = 0; outbox.waiting() > 0 && i < 600; i++) {
          Thread.sleep(100); // Another thread sends; the caller has a time limit.
        }
        System.out.println("left " + outbox.waiting() + " sent " + producer.history().size());
        System.out.println(
            "distinct "
                + producer.history().stream()
                    .map(r -> new String(r.key(), UTF_8))
                    .distinct()
                    .count());
      }
      outbox.put(List.of(message(put)));
      System.out.println("room again");
    }
  }

  private static Message message(int i) {
    JobControl control =
        JobControl.newBuilder()
            .setJobId("job")
            .setAction("cancel")
            .setRetry(0)
            .setAt(Instant.EPOCH)
            .setBy("x".repeat(2_000))
            .build();
    return new Message("events", "k" + i, control, false);
  }
}
