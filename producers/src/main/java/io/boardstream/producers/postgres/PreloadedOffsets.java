package io.boardstream.producers.postgres;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import org.apache.kafka.connect.runtime.WorkerConfig;
import org.apache.kafka.connect.storage.OffsetBackingStore;
import org.apache.kafka.connect.util.Callback;

/**
 * Gives Debezium the position at which to resume, and keeps in memory what it tells us to store: by
 * then the position is on {@code cdc.offsets}, written with the rows in one transaction. Debezium
 * reads it back to tell the server how far the log is no longer needed.
 *
 * <p>Debezium makes it by class name, so the position travels in the engine's properties.
 */
public final class PreloadedOffsets implements OffsetBackingStore {

  private static final String KEY = "boardstream.offset.key";
  private static final String VALUE = "boardstream.offset.value";

  private final Map<ByteBuffer, ByteBuffer> offsets = new ConcurrentHashMap<>();

  static void preload(Properties engine, byte[] key, byte[] offset) {
    Base64.Encoder base64 = Base64.getEncoder();
    engine.setProperty(KEY, base64.encodeToString(key));
    engine.setProperty(VALUE, base64.encodeToString(offset));
  }

  @Override
  public void configure(WorkerConfig config) {
    Object key = config.originals().get(KEY);
    Object value = config.originals().get(VALUE);
    if (key != null && value != null) {
      Base64.Decoder base64 = Base64.getDecoder();
      offsets.put(
          ByteBuffer.wrap(base64.decode(key.toString())),
          ByteBuffer.wrap(base64.decode(value.toString())));
    }
  }

  @Override
  public void start() {}

  @Override
  public void stop() {}

  @Override
  public Future<Map<ByteBuffer, ByteBuffer>> get(Collection<ByteBuffer> keys) {
    Map<ByteBuffer, ByteBuffer> found = new HashMap<>(offsets);
    found.keySet().retainAll(keys);
    return CompletableFuture.completedFuture(found);
  }

  @Override
  @SuppressWarnings("NullAway") // "Done" is a null on both ways.
  public Future<Void> set(Map<ByteBuffer, ByteBuffer> values, Callback<Void> callback) {
    offsets.putAll(values);
    if (callback != null) {
      callback.onCompletion(null, null);
    }
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public Set<Map<String, Object>> connectorPartitions(String connectorName) {
    return Set.of();
  }
}
