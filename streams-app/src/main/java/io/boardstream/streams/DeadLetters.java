package io.boardstream.streams;

import io.boardstream.schemas.DeadLetter;
import java.util.Arrays;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** How records that cannot be used leave the topology. */
final class DeadLetters {

  /** Longer than the key of any fact: source and row id are texts of bounded length. */
  static final int MAX_KEY_BYTES = 16 << 10;

  /** Together with key and headers well below what the producer sends. */
  private static final int MAX_LETTER_BYTES = 7 << 20;

  private DeadLetters() {}

  /** The letter about the record that is being processed. */
  static Record<byte[], Routed> of(
      ProcessorContext<?, ?> context,
      Record<byte[], byte[]> record,
      String exception,
      String message) {
    Headers headers = new RecordHeaders();
    if (bytes(record.headers()) <= MAX_KEY_BYTES) {
      record.headers().forEach(headers::add);
    }
    var metadata = context.recordMetadata();
    new DeadLetter(
            metadata.map(m -> m.topic()).orElse(""),
            metadata.map(m -> m.partition()).orElse(-1),
            metadata.map(m -> m.offset()).orElse(-1L),
            exception,
            message)
        .write(headers);
    byte[] value = record.value() == null ? new byte[0] : record.value();
    byte[] key = record.key() == null ? null : cut(record.key(), MAX_KEY_BYTES);
    // What came compressed may be larger than what can be sent on: the headers say where the whole
    // of it stands. Retention counts from now on, not from when the record was written.
    return new Record<>(
        key,
        new Routed.Dead(Bytes.wrap(cut(value, MAX_LETTER_BYTES))),
        context.currentSystemTimeMs(),
        headers);
  }

  /**
   * Sends the letters among what became of records.
   *
   * @param prefix of the names of the processors that do it
   */
  static void publish(KStream<byte[], Routed> routed, String prefix, String topic) {
    routed
        .filter((key, one) -> one instanceof Routed.Dead, Named.as(prefix + "dead"))
        .mapValues(one -> ((Routed.Dead) one).value().get(), Named.as(prefix + "dead-value"))
        .to(
            topic,
            Produced.with(Serdes.ByteArray(), Serdes.ByteArray())
                .withName(prefix + "dead-letters"));
  }

  private static int bytes(Headers headers) {
    int bytes = 0;
    for (Header header : headers) {
      bytes += header.key().length() + (header.value() == null ? 0 : header.value().length);
    }
    return bytes;
  }

  private static byte[] cut(byte[] bytes, int most) {
    return bytes.length <= most ? bytes : Arrays.copyOf(bytes, most);
  }
}
