package io.boardstream.matrix.rows;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What raw values were read as. Most columns repeat a few values over and over, and reading a time
 * or a number costs many times what looking it up does. Rows then share one object for one value,
 * too. Bounded; for use by one thread.
 */
final class Seen<T> {

  private static final int MOST = 4_096;

  private final Map<Object, T> read = new HashMap<>();

  /** Null when the value was not read before, or meant "absent". */
  @Nullable T get(Object value) {
    return read.get(value);
  }

  /** Remembers and returns; absent is not worth remembering. */
  @Nullable T keep(Object value, @Nullable T meaning) {
    if (meaning != null) {
      if (read.size() >= MOST) {
        read.clear(); // Values that never repeat must not fill the memory.
      }
      read.put(value, meaning);
    }
    return meaning;
  }

  /** By what a column means: the same value may be a text here and a number there. */
  record Columns(Seen<String> texts, Seen<String> ids, Seen<Long> counts, Seen<Instant> times) {
    Columns() {
      this(new Seen<>(), new Seen<>(), new Seen<>(), new Seen<>());
    }
  }
}
