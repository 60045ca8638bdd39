package io.boardstream.matrix.fold;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** An ordered store in memory. */
public final class TreeStore implements OrderedStore {

  private final NavigableMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key, value);
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  @Override
  public Scan scan(byte[] from, byte[] to, boolean reverse) {
    NavigableMap<byte[], byte[]> range = entries.subMap(from, true, to, false);
    Iterator<Map.Entry<byte[], byte[]>> iterator =
        (reverse ? range.descendingMap() : range).entrySet().iterator();
    return new Scan() {
      @Override
      public boolean hasNext() {
        return iterator.hasNext();
      }

      @Override
      public Map.Entry<byte[], byte[]> next() {
        return iterator.next();
      }

      @Override
      public void close() {}
    };
  }
}
