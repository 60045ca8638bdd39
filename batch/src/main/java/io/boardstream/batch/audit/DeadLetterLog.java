package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.schemas.DeadLetter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** {@code dead-letters} as far as they are still kept. */
final class DeadLetterLog implements AutoCloseable {

  /**
   * One letter.
   *
   * @param origin topic or table that it comes from
   * @param key digest of its key
   * @param partition where its record stood; -1 when it never was one
   * @param offset where its record stood; -1 when it never was one
   * @param name what it is about, for people
   */
  record Letter(String origin, Digest key, int partition, long offset, String name) {}

  private static final int MAX_NAME = 200;
  private static final Digest NO_KEY = new Digest(0, 0);

  private final TopicTail tail;
  private final long retentionMs;
  private final Names origins = new Names();
  private final List<Letter> letters = new ArrayList<>();
  private final Set<Letter> found = new HashSet<>();

  /**
   * @param retentionMs how long the broker keeps letters; negative for ever
   */
  DeadLetterLog(TopicTail tail, long retentionMs) {
    this.tail = tail;
    this.retentionMs = retentionMs;
  }

  void catchUp() {
    tail.catchUp(this::take);
  }

  List<Letter> letters() {
    return letters;
  }

  /** Whether a letter about a row of a table is there. */
  boolean hasRow(String table, Digest key) {
    return found.contains(new Letter(table, key, -1, -1, ""));
  }

  /** Whether a letter about a record of a topic is there. */
  boolean hasRecord(String topic, int partition, long offset) {
    return found.contains(new Letter(topic, NO_KEY, partition, offset, ""));
  }

  /** Whether a letter that was written then must still be there. */
  boolean isKept(long timestamp) {
    // A minute for clocks that differ, and for the cleaner that runs now and then.
    return retentionMs < 0 || timestamp > Instant.now().toEpochMilli() - retentionMs + 60_000;
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    DeadLetter why = DeadLetter.read(record.headers());
    String origin = origins.name(origins.number(why.topic()));
    Digest key = record.key() == null ? NO_KEY : Digest.of(record.key());
    String text = record.key() == null ? "(no key)" : new String(record.key(), UTF_8);
    letters.add(
        new Letter(
            origin,
            key,
            why.partition(),
            why.offset(),
            text.length() <= MAX_NAME ? text : text.substring(0, MAX_NAME) + "…"));
    found.add(
        why.offset() < 0
            ? new Letter(origin, key, -1, -1, "")
            : new Letter(origin, NO_KEY, why.partition(), why.offset(), ""));
  }

  @Override
  public void close() {
    tail.close();
  }
}
