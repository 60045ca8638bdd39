package io.boardstream.streams;

import io.boardstream.matrix.fold.OrderedStore;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.Arrays;
import java.util.Map;
import java.util.NoSuchElementException;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A state store as the fold sees it. */
final class StoreView implements OrderedStore {

  private final KeyValueStore<Bytes, byte[]> store;

  StoreView(KeyValueStore<Bytes, byte[]> store) {
    this.store = store;
  }

  @Override
  public byte @Nullable [] get(byte[] key) {
    return store.get(Bytes.wrap(key));
  }

  @Override
  public void put(byte[] key, byte[] value) {
    store.put(Bytes.wrap(key), value);
  }

  @Override
  public void delete(byte[] key) {
    store.delete(Bytes.wrap(key));
  }

  /**
   * Kafka's ranges include their end, the fold's do not: an entry that is exactly the end is passed
   * over.
   */
  @Override
  public Scan scan(byte[] from, byte[] to, boolean reverse) {
    KeyValueIterator<Bytes, byte[]> iterator =
        reverse
            ? store.reverseRange(Bytes.wrap(from), Bytes.wrap(to))
            : store.range(Bytes.wrap(from), Bytes.wrap(to));
    return new Scan() {
      @Override
      public boolean hasNext() {
        while (iterator.hasNext() && Arrays.equals(iterator.peekNextKey().get(), to)) {
          iterator.next();
        }
        return iterator.hasNext();
      }

      @Override
      public Map.Entry<byte[], byte[]> next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        KeyValue<Bytes, byte[]> entry = iterator.next();
        return new SimpleImmutableEntry<>(entry.key.get(), entry.value);
      }

      @Override
      public void close() {
        iterator.close();
      }
    };
  }
}
