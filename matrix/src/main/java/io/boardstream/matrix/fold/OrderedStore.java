package io.boardstream.matrix.fold;

import java.util.Iterator;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A map from bytes to bytes, ordered by the unsigned bytes of its keys: a RocksDB store live, a
 * tree in batch.
 */
public interface OrderedStore {

  byte @Nullable [] get(byte[] key);

  void put(byte[] key, byte[] value);

  void delete(byte[] key);

  /**
   * The entries in a range, ascending, or descending when {@code reverse}; close it when done. The
   * store is not changed while a scan is open.
   *
   * @param from lowest key, inclusive
   * @param to highest key, exclusive
   */
  Scan scan(byte[] from, byte[] to, boolean reverse);

  /** Entries of a range, one after another. */
  interface Scan extends Iterator<Map.Entry<byte[], byte[]>>, AutoCloseable {
    @Override
    void close();
  }
}
