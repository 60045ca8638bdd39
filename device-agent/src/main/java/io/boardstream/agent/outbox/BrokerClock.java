package io.boardstream.agent.outbox;

import java.time.Clock;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How far this host's clock is ahead of the broker's. A broker stamps each record of a topic with
 * {@code message.timestamp.type=LogAppendTime} when it appends it, which is some time between the
 * moment that the record was sent and the moment that it was confirmed: the middle of the two is
 * wrong by half of the time between them at most. Of several records the one that was confirmed
 * fastest is believed, for ten minutes.
 *
 * <p>The broker's time is kept beside a clock that never jumps, so that after a jump of the host's
 * clock the offset is right at once.
 */
public final class BrokerClock {
  private static final Duration BELIEVED = Duration.ofMinutes(10);
  private static final Duration LONGEST_TRIP = Duration.ofSeconds(2);

  private final Clock clock;
  private final LongSupplier nanos;
  private @Nullable Sample best;

  /** The broker's clock said this at that time of ours. */
  private record Sample(long brokerMillis, long atNanos, long tripNanos) {}

  public BrokerClock(Clock clock) {
    this(clock, System::nanoTime);
  }

  /**
   * @param nanos a clock that never jumps
   */
  BrokerClock(Clock clock, LongSupplier nanos) {
    this.clock = clock;
    this.nanos = nanos;
  }

  /** A time to remember when a record is sent. */
  long nanos() {
    return nanos.getAsLong();
  }

  /**
   * The time that a record is sent with: one that no broker's clock that is equal to ours can say,
   * so that a record that was stamped by the broker differs from one that was not.
   */
  long stamp() {
    return clock.millis() - 1;
  }

  /**
   * A record was confirmed.
   *
   * @param sentNanos when it was sent
   * @param sentStamp the time that it was sent with
   * @param stamp the time that it has on the topic; the one that it was sent with, where the topic
   *     lets producers say what time it is
   */
  synchronized void confirmed(long sentNanos, long sentStamp, long stamp) {
    long now = nanos.getAsLong();
    long trip = now - sentNanos;
    if (stamp == sentStamp || stamp < 0 || trip > LONGEST_TRIP.toNanos()) {
      return;
    }
    if (best == null || trip <= best.tripNanos() || now - best.atNanos() > BELIEVED.toNanos()) {
      best = new Sample(stamp, sentNanos + trip / 2, trip);
    }
  }

  /** Milliseconds by which this host is ahead; empty as long as no broker has told its time. */
  public synchronized OptionalLong aheadMillis() {
    if (best == null) {
      return OptionalLong.empty();
    }
    long since = Duration.ofNanos(nanos.getAsLong() - best.atNanos()).toMillis();
    return OptionalLong.of(clock.millis() - (best.brokerMillis() + since));
  }
}
