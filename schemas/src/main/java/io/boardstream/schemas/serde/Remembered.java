package io.boardstream.schemas.serde;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.kafka.common.errors.SerializationException;

/**
 * Answers of the registry: good ones are kept, refusals are kept for a short while, so that a flood
 * of bad records does not become a flood of requests. Both are bounded: when full, they start anew.
 * Reading a known answer takes no lock; threads that miss at once may ask twice.
 */
final class Remembered<K, V> {

  private record Refusal(String message, long until) {}

  private final Function<K, V> ask;
  private final int capacity;
  private final long refusalNanos;
  private final Map<K, V> known = new ConcurrentHashMap<>();
  private final Map<K, Refusal> refused = new ConcurrentHashMap<>();

  /**
   * @param ask the question; a {@link SerializationException} is a refusal, any other exception is
   *     not remembered
   */
  Remembered(int capacity, long refusalSeconds, Function<K, V> ask) {
    this.capacity = capacity;
    this.refusalNanos = refusalSeconds * 1_000_000_000L;
    this.ask = ask;
  }

  V get(K key) {
    V value = known.get(key);
    return value != null ? value : askUnlessRefused(key);
  }

  private V askUnlessRefused(K key) {
    Refusal refusal = refused.get(key);
    if (refusal != null && refusal.until - System.nanoTime() > 0) {
      throw new SerializationException(refusal.message);
    }
    try {
      V value = ask.apply(key);
      put(known, key, value);
      refused.remove(key);
      return value;
    } catch (SerializationException e) {
      put(
          refused,
          key,
          new Refusal(String.valueOf(e.getMessage()), System.nanoTime() + refusalNanos));
      throw e;
    }
  }

  private <T> void put(Map<K, T> map, K key, T value) {
    if (map.size() >= capacity) {
      map.clear();
    }
    map.put(key, value);
  }
}
