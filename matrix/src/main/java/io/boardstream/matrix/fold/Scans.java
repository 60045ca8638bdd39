package io.boardstream.matrix.fold;

import java.util.ArrayList;
import java.util.List;

/** Keys of a store, a few at a time. */
final class Scans {

  private Scans() {}

  /** The first keys with a prefix, from a key on. */
  static List<byte[]> keys(OrderedStore store, byte[] prefix, byte[] from, int most) {
    List<byte[]> keys = new ArrayList<>();
    if (most > 0) {
      try (OrderedStore.Scan scan = store.scan(from, KeyWriter.after(prefix), false)) {
        while (keys.size() < most && scan.hasNext()) {
          keys.add(scan.next().getKey());
        }
      }
    }
    return keys;
  }
}
