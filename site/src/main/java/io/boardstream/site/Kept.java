package io.boardstream.site;

import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer over the whole matrix, made again only when somebody asks and the matrix has changed,
 * and not more often than it is worth. Meanwhile others get the one before.
 */
final class Kept<T> {

  private record Made<T>(T value, long version, long at) {}

  private final Supplier<T> maker;
  private final LongSupplier version;
  private final long leastNanos;
  private final ReentrantLock making = new ReentrantLock();
  private volatile @Nullable Made<T> made;

  Kept(Supplier<T> maker, LongSupplier version, Duration least) {
    this.maker = maker;
    this.version = version;
    this.leastNanos = least.toNanos();
  }

  T get() {
    Made<T> known = made;
    if (known != null && isGood(known)) {
      return known.value;
    }
    if (known != null && !making.tryLock()) {
      return known.value;
    }
    if (known == null) {
      making.lock();
    }
    try {
      Made<T> now = made;
      if (now == null || !isGood(now)) {
        long before = version.getAsLong();
        now = new Made<>(maker.get(), before, System.nanoTime());
        made = now;
      }
      return now.value;
    } finally {
      making.unlock();
    }
  }

  private boolean isGood(Made<T> known) {
    return known.version == version.getAsLong() || System.nanoTime() - known.at < leastNanos;
  }
}
