package io.boardstream.matrix.regression;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How often something reports, and from when on it must be called silent. Silence is no regression:
 * nothing is known to be worse. The clock only asks; it changes nothing here.
 */
public final class Cadence {

  private static final int INTERVALS = 20;
  private static final int LEAST_INTERVALS = 5;

  /** So many usual intervals without a report, and half as long again as it ever paused. */
  private static final double USUAL = 3;

  private static final double LONGEST = 1.5;

  private final Deque<Duration> intervals = new ArrayDeque<>();
  private @Nullable Instant last;

  /** Where {@link #state} was taken. */
  public static Cadence resumed(byte[] state) {
    return Packing.unpack(
        state,
        in -> {
          Cadence cadence = new Cadence();
          for (int left = in.readInt(); left > 0; left--) {
            cadence.intervals.addLast(Duration.ofMillis(in.readLong()));
          }
          if (in.readBoolean()) {
            cadence.last = Instant.ofEpochMilli(in.readLong());
          }
          return cadence;
        });
  }

  /** All that is remembered, to the millisecond. */
  public byte[] state() {
    return Packing.pack(
        out -> {
          out.writeInt(intervals.size());
          for (Duration interval : intervals) {
            out.writeLong(interval.toMillis());
          }
          out.writeBoolean(last != null);
          if (last != null) {
            out.writeLong(last.toEpochMilli());
          }
        });
  }

  /**
   * A report, in the order of events. Reports of one moment count once; an earlier one says nothing
   * about now, and is passed over.
   */
  public void reported(Instant when) {
    // As states remember it: what was resumed must say what never stopped says.
    Instant at = when.truncatedTo(ChronoUnit.MILLIS);
    if (last != null) {
      if (!at.isAfter(last)) {
        return;
      }
      intervals.addLast(Duration.between(last, at));
      if (intervals.size() > INTERVALS) {
        intervals.removeFirst();
      }
    }
    last = at;
  }

  /** The usual interval; empty while too little is known. */
  public Optional<Duration> usual() {
    if (intervals.size() < LEAST_INTERVALS) {
      return Optional.empty();
    }
    long[] sorted = intervals.stream().mapToLong(Duration::toMillis).sorted().toArray();
    return Optional.of(Duration.ofMillis(sorted[sorted.length / 2]));
  }

  /** From when on it is silent if nothing comes; empty while its habit is not known. */
  public Optional<Instant> silentFrom() {
    if (last == null || usual().isEmpty()) {
      return Optional.empty();
    }
    long longest = intervals.stream().mapToLong(Duration::toMillis).max().orElse(0);
    long patience = (long) Math.max(USUAL * usual().get().toMillis(), LONGEST * longest);
    return Optional.of(last.plusMillis(patience));
  }

  /** Whether it is silent at a moment. */
  public boolean silentAt(Instant now) {
    return silentFrom().map(from -> !now.isBefore(from)).orElse(false);
  }
}
