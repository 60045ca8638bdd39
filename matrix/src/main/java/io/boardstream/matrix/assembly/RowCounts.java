package io.boardstream.matrix.assembly;

import io.boardstream.matrix.fold.OrderedStore;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many rows are in which state, kept in a store with what is counted, so that it survives with
 * it.
 */
final class RowCounts {

  private static final int ENTRY_BYTES = 1 + Long.BYTES;

  private final OrderedStore store;
  private final byte[] key;
  private final Map<RowState, Long> counts = new EnumMap<>(RowState.class);
  private Map<RowState, Long> copy;
  private boolean changed;

  RowCounts(OrderedStore store, byte[] key) {
    this.store = store;
    this.key = key.clone();
    byte[] stored = store.get(this.key);
    if (stored != null) {
      ByteBuffer buffer = ByteBuffer.wrap(stored);
      while (buffer.remaining() >= ENTRY_BYTES) {
        counts.put(RowState.of(buffer.get()), buffer.getLong());
      }
    }
    copy = Map.copyOf(counts);
  }

  /** A row changed its state; null is no row. */
  void move(@Nullable RowState from, @Nullable RowState to) {
    if (from == to) {
      return;
    }
    if (from != null) {
      add(from, -1);
    }
    if (to != null) {
      add(to, 1);
    }
  }

  void add(RowState state, long count) {
    if (count != 0) {
      counts.merge(state, count, Long::sum);
      changed = true;
    }
  }

  /** Writes what changed to the store. */
  void keep() {
    if (!changed) {
      return;
    }
    ByteBuffer buffer = ByteBuffer.allocate(counts.size() * ENTRY_BYTES);
    counts.forEach((state, count) -> buffer.put((byte) state.code).putLong(count));
    store.put(key, buffer.array());
    copy = Map.copyOf(counts);
    changed = false;
  }

  /** As of the last {@link #keep}; states that never occurred are missing. */
  Map<RowState, Long> all() {
    return copy;
  }
}
