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

  @Override
  public Scan scan(byte[] from, byte[] to, boolean reverse) {
    return reverse
        ? new Entries(store.reverseRange(Bytes.wrap(from), Bytes.wrap(to)), to, true)
        : new Entries(store.range(Bytes.wrap(from), Bytes.wrap(to)), to, false);
  }

  private final class Entries implements Scan {
    private final KeyValueIterator<Bytes, byte[]> iterator;
    private final byte[] end;
    private final boolean mayBeGone;
    private Map.@Nullable Entry<byte[], byte[]> next;

    /**
     * @param end Kafka's ranges include their end, the fold's do not: it is passed over
     * @param mayBeGone whether the iterator shows deleted entries: a reverse one of a cached store
     *     does until the next commit (seen in Kafka 4.3.1), so that each is looked up
     */
    Entries(KeyValueIterator<Bytes, byte[]> iterator, byte[] end, boolean mayBeGone) {
      this.iterator = iterator;
      this.end = end;
      this.mayBeGone = mayBeGone;
    }

    @Override
    public boolean hasNext() {
      while (next == null && iterator.hasNext()) {
        KeyValue<Bytes, byte[]> entry = iterator.next();
        byte[] key = entry.key.get();
        byte[] value = mayBeGone ? store.get(entry.key) : entry.value;
        if (value != null && !Arrays.equals(key, end)) {
          next = new SimpleImmutableEntry<>(key, value);
        }
      }
      return next != null;
    }

    @Override
    public Map.Entry<byte[], byte[]> next() {
      if (!hasNext() || next == null) {
        throw new NoSuchElementException();
      }
      Map.Entry<byte[], byte[]> entry = next;
      next = null;
      return entry;
    }

    @Override
    public void close() {
      iterator.close();
    }
  }
}
