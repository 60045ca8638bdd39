package io.boardstream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Why a record is on {@code dead-letters}: the headers, named as Kafka Streams names them
 * (KIP-1034). Key and value of a dead letter are the bytes as they came.
 *
 * @param topic where the record stood; a table name for rows that never became a record
 * @param partition where it stood; -1 when it never became a record
 * @param offset where it stood; -1 when it never became a record
 * @param exception kind of the error: a class name or the name of a rule
 * @param message what was wrong with it, for people
 */
public record DeadLetter(
    String topic, int partition, long offset, String exception, String message) {

  public static final String TOPIC = "__streams.errors.topic";
  public static final String PARTITION = "__streams.errors.partition";
  public static final String OFFSET = "__streams.errors.offset";
  public static final String EXCEPTION = "__streams.errors.exception";
  public static final String MESSAGE = "__streams.errors.message";

  public void write(Headers headers) {
    put(headers, TOPIC, topic);
    put(headers, PARTITION, Integer.toString(partition));
    put(headers, OFFSET, Long.toString(offset));
    put(headers, EXCEPTION, exception);
    put(headers, MESSAGE, message);
  }

  /** What the headers say; absent or malformed ones read as empty text or -1. */
  public static DeadLetter read(Headers headers) {
    return new DeadLetter(
        get(headers, TOPIC),
        (int) number(get(headers, PARTITION)),
        number(get(headers, OFFSET)),
        get(headers, EXCEPTION),
        get(headers, MESSAGE));
  }

  private static void put(Headers headers, String name, String value) {
    headers.remove(name).add(name, value.getBytes(UTF_8));
  }

  private static String get(Headers headers, String name) {
    return Optional.ofNullable(headers.lastHeader(name))
        .map(Header::value)
        .map(value -> new String(value, UTF_8))
        .orElse("");
  }

  private static long number(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
