package io.boardstream.site;

import io.boardstream.runtime.Health;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the matrix equal to the topics, in a thread of its own. Whatever is away, what is known
 * stays, with word of how old it is; it catches up by itself.
 */
final class MatrixFeed implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MatrixFeed.class);

  private static final String AGAIN = " It is tried again; meanwhile the site shows what it has.";

  private final Map<String, Object> client;
  private final Reading reading;
  private final LiveMatrix matrix;
  private final Clock clock;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 2_000, 0.2);
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile @Nullable TopicFeed feed;
  private volatile Health health = Health.starting("not started");

  MatrixFeed(Map<String, Object> client, Reading reading, LiveMatrix matrix, Clock clock) {
    this.client = client;
    this.reading = reading;
    this.matrix = matrix;
    this.clock = clock;
  }

  void start() {
    health = Health.starting("connecting to Kafka");
    Thread worker = new Thread(this::run, "site-feed");
    worker.start();
    thread = worker;
  }

  Health health() {
    return health;
  }

  @Override
  public void close() {
    closing.countDown();
    TopicFeed open = feed;
    if (open != null) {
      open.wakeup();
    }
    Thread worker = thread;
    if (worker != null) {
      try {
        worker.join(TimeUnit.SECONDS.toMillis(10));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void run() {
    Health end = Health.stopped();
    try {
      for (int attempts = 0; !isClosing(); attempts++) {
        attempts = readOnce() ? 0 : attempts;
        boolean unused = closing.await(backoff.backoff(attempts), TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the feed", e);
    } catch (RuntimeException e) {
      log.error("The feed of the site has ended", e);
      end = Health.failed("the site's feed ended by an error that it does not know: " + e);
      stale(end.cause());
    } finally {
      health = end;
    }
  }

  /** Follows the topics until it cannot; returns whether it once was up to date meanwhile. */
  private boolean readOnce() throws InterruptedException {
    boolean caughtUp = false;
    try (TopicFeed open = new TopicFeed(client, reading.topics(), System::nanoTime)) {
      feed = open;
      if (isClosing()) {
        return false;
      }
      open.open();
      Follower follower = new Follower(open, reading, matrix, clock);
      int blocked = 0;
      while (!isClosing()) {
        follower.step();
        caughtUp |= follower.isComplete();
        tell(follower, open);
        blocked = follower.blocked().isPresent() ? blocked + 1 : 0;
        if (blocked > 0) {
          closing.await(backoff.backoff(blocked), TimeUnit.MILLISECONDS);
        }
      }
    } catch (WakeupException e) {
      log.debug("Woken up to close");
    } catch (KafkaException e) {
      log.info("Reading the matrix is tried again", e);
      waits("Kafka at %s: %s.".formatted(client.get("bootstrap.servers"), e.getMessage()));
    } finally {
      feed = null;
    }
    return caughtUp;
  }

  private void tell(Follower follower, TopicFeed open) {
    if (follower.blocked().isPresent()) {
      waits(String.valueOf(follower.blocked().get().getMessage()));
    } else if (open.isSilent()) {
      waits(
          "Kafka at %s does not answer. Is it running?".formatted(client.get("bootstrap.servers")));
    } else if (follower.isComplete()) {
      matrix.is(FeedState.live());
      health = up();
    } else if (matrix.state().isStarting()) {
      health = Health.starting("reading the matrix, " + open.remaining() + " records left");
    }
  }

  private Health up() {
    int unreadable = reading.unreadable();
    return unreadable == 0
        ? Health.up()
        : new Health(
            Health.State.UP,
            "%d records cannot be read and are not shown, see the log".formatted(unreadable));
  }

  private void waits(String cause) {
    health = Health.waiting(cause + AGAIN);
    stale(cause);
  }

  private void stale(String cause) {
    FeedState before = matrix.state();
    if (before.isLive()) {
      TopicFeed open = feed;
      matrix.is(
          FeedState.stale(
              open == null ? clock.instant() : clock.instant().minus(open.quiet()), cause));
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }
}
