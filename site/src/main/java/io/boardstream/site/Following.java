package io.boardstream.site;

import io.boardstream.runtime.Health;
import io.boardstream.runtime.TopicFeed;
import java.time.Clock;
import java.util.List;
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
 * Keeps a mirror equal to its topics, in a thread of its own. Whatever is away, what is known
 * stays, with word of how old it is; it catches up by itself.
 */
final class Following implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Following.class);

  static final String CLIENT_ID = "boardstream-site";

  private static final String AGAIN = " It is tried again; meanwhile the site shows what it has.";

  /** Begins a reading. */
  interface Opening {
    Session open(TopicFeed feed);
  }

  /** Ends a reading; it is tried again from its opening on. */
  static final class Again extends RuntimeException {
    private static final long serialVersionUID = 1;

    Again(String message, Throwable cause) {
      super(message, cause);
    }
  }

  private final String what;
  private final Map<String, Object> client;
  private final List<String> topics;
  private final Mirror mirror;
  private final Opening opening;
  private final Clock clock;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 2_000, 0.2);
  private final CountDownLatch closing = new CountDownLatch(1);
  private @Nullable Thread thread;
  private volatile @Nullable TopicFeed feed;
  private volatile Health health = Health.starting("not started");

  /**
   * One that is not started yet.
   *
   * @param what is read, in a word for people
   */
  Following(
      String what,
      Map<String, Object> client,
      List<String> topics,
      Mirror mirror,
      Opening opening,
      Clock clock) {
    this.what = what;
    this.client = client;
    this.topics = topics;
    this.mirror = mirror;
    this.opening = opening;
    this.clock = clock;
  }

  void start() {
    health = Health.starting("connecting to Kafka");
    Thread worker = new Thread(this::run, "site-" + what);
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
    } catch (RuntimeException | LinkageError e) {
      log.error("Reading the {} of the site has ended", what, e);
      end =
          Health.failed(
              "reading the %s ended by an error that the site does not know: %s"
                  .formatted(what, e));
      stale(end.cause());
    } finally {
      health = end;
    }
  }

  /** Follows the topics until it cannot; returns whether it once was up to date meanwhile. */
  private boolean readOnce() throws InterruptedException {
    boolean caughtUp = false;
    try (TopicFeed open = new TopicFeed(client, CLIENT_ID, topics, System::nanoTime)) {
      feed = open;
      if (isClosing()) {
        return false;
      }
      Session session = opening.open(open);
      int blocked = 0;
      while (!isClosing()) {
        session.step();
        caughtUp |= session.isComplete();
        tell(session, open);
        blocked = session.blocked().isPresent() ? blocked + 1 : 0;
        if (blocked > 0) {
          closing.await(backoff.backoff(blocked), TimeUnit.MILLISECONDS);
        }
      }
    } catch (WakeupException e) {
      log.debug("Woken up to close");
    } catch (KafkaException e) {
      log.info("Reading the {} is tried again", what, e);
      waits("Kafka at %s: %s.".formatted(client.get("bootstrap.servers"), e.getMessage()));
    } catch (Again e) {
      log.info("Reading the {} is tried again", what, e);
      waits(e.getMessage() + ".");
    } finally {
      feed = null;
    }
    return caughtUp;
  }

  private void tell(Session session, TopicFeed open) {
    if (session.blocked().isPresent()) {
      waits(String.valueOf(session.blocked().get().getMessage()));
    } else if (open.isSilent()) {
      waits(
          "Kafka at %s does not answer. Is it running?".formatted(client.get("bootstrap.servers")));
    } else if (session.isComplete()) {
      mirror.is(FeedState.live());
      health = up(session.unreadable());
    } else if (mirror.state().isStarting()) {
      health = Health.starting("reading the %s, %d records left".formatted(what, open.remaining()));
    }
  }

  private static Health up(int unreadable) {
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
    FeedState before = mirror.state();
    if (before.isLive()) {
      TopicFeed open = feed;
      mirror.is(
          FeedState.stale(
              open == null ? clock.instant() : clock.instant().minus(open.quiet()), cause));
    }
  }

  private boolean isClosing() {
    return closing.getCount() == 0;
  }
}
