package io.boardstream.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

final class BrokerClockTest {
  private static final long BROKER = Instant.parse("2026-03-01T04:00:00Z").toEpochMilli();

  private final Wall wall = new Wall();
  private long nanos = 1;
  private final BrokerClock clock = new BrokerClock(wall, () -> nanos);

  @Test
  void nothingIsKnownUntilABrokerStamped() {
    assertThat(clock.aheadMillis()).isEmpty();

    long stamp = clock.stamp();
    clock.confirmed(clock.nanos(), stamp, stamp);

    assertThat(clock.aheadMillis()).as("a topic that producers stamp says nothing").isEmpty();
  }

  @Test
  void theBrokersTimeIsTakenToBeInTheMiddleOfTheTrip() {
    wall.millis = BROKER + 7_000;
    stampedAfter(100, BROKER + 50);

    assertThat(clock.aheadMillis()).hasValue(7_000);
  }

  @Test
  void aFasterTripIsBelievedAndASlowerOneIsNot() {
    wall.millis = BROKER;
    stampedAfter(1_000, BROKER + 900);
    assertThat(clock.aheadMillis()).hasValue(-400);
    long later = wall.millis;
    stampedAfter(10, later + 5);
    assertThat(clock.aheadMillis()).hasValue(0);

    stampedAfter(1_500, wall.millis + 1_500);

    assertThat(clock.aheadMillis()).hasValue(0);
  }

  @Test
  void aRecordThatWaitedForItsBrokerSaysNothing() {
    stampedAfter(60_000, BROKER);

    assertThat(clock.aheadMillis()).isEmpty();
  }

  @Test
  void aJumpOfTheHostsClockIsSeenAtOnce() {
    wall.millis = BROKER;
    stampedAfter(2, BROKER + 1);
    pass(Duration.ofMinutes(3));
    assertThat(clock.aheadMillis()).hasValue(0);

    wall.millis += 3_600_000;

    assertThat(clock.aheadMillis()).hasValue(3_600_000);
  }

  @Test
  void whatIsOldGivesWay() {
    wall.millis = BROKER;
    stampedAfter(2, BROKER + 1);
    pass(Duration.ofMinutes(11));

    stampedAfter(200, wall.millis + 100 - 30);

    assertThat(clock.aheadMillis()).hasValue(30);
  }

  private void stampedAfter(long trip, long brokerMillis) {
    long sent = clock.nanos();
    long stamp = clock.stamp();
    pass(Duration.ofMillis(trip));
    clock.confirmed(sent, stamp, brokerMillis);
  }

  private void pass(Duration time) {
    nanos += time.toNanos();
    wall.millis += time.toMillis();
  }

  /** The clock of a host, which can be set. */
  private static final class Wall extends Clock {
    private long millis = BROKER;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis);
    }
  }
}
