package io.boardstream.site;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One browser that follows the events. It never waits for its socket: what cannot be sent yet stays
 * in the log, and a browser that falls behind the log is let go, to come back and read anew.
 */
final class EventClient implements WriteListener, AsyncListener {

  private static final Duration LONGEST_BLOCKED = Duration.ofSeconds(30);

  private static final byte[] SIGN_OF_LIFE = {':', '\n', '\n'};

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final EventLog log;
  private final Consumer<EventClient> gone;
  private byte[] urgent;
  private long next;
  private boolean unflushed;
  private boolean idle;
  private boolean closed;
  private long lastProgress = System.nanoTime();

  /**
   * A follower.
   *
   * @param greeting sent before all else
   * @param next number of the first event to send
   * @param gone told once when it has ended
   */
  EventClient(
      AsyncContext context, EventLog log, byte[] greeting, long next, Consumer<EventClient> gone)
      throws IOException {
    this.context = context;
    this.out = context.getResponse().getOutputStream();
    this.log = log;
    this.urgent = greeting;
    this.next = next;
    this.gone = gone;
  }

  void start() {
    context.addListener(this);
    out.setWriteListener(this);
  }

  /**
   * Sends what there is, when the socket takes it; a sign of life when nothing was sent for long.
   */
  synchronized void wake(Duration heartbeat) {
    if (closed) {
      return;
    }
    long quiet = System.nanoTime() - lastProgress;
    if (!idle) {
      if (quiet > LONGEST_BLOCKED.toNanos() || log.isLost(next)) {
        end();
      }
      return;
    }
    if (quiet > heartbeat.toNanos()) {
      urgent = SIGN_OF_LIFE;
    }
    pump();
  }

  @Override
  public synchronized void onWritePossible() {
    pump();
  }

  @Override
  public synchronized void onError(Throwable error) {
    end();
  }

  /** Lets the browser go; it comes back by itself. */
  synchronized void end() {
    if (closed) {
      return;
    }
    closed = true;
    gone.accept(this);
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The server has ended it already.
    }
  }

  private void pump() {
    idle = false;
    try {
      while (!closed && out.isReady()) {
        byte[] bytes = nextBytes();
        if (bytes.length > 0) {
          out.write(bytes);
          unflushed = true;
          lastProgress = System.nanoTime();
        } else if (unflushed) {
          out.flush();
          unflushed = false;
        } else {
          idle = true;
          return;
        }
      }
    } catch (IOException | IllegalStateException e) {
      end();
    }
  }

  private byte[] nextBytes() {
    if (urgent.length > 0) {
      byte[] first = urgent;
      urgent = new byte[0];
      return first;
    }
    if (log.isLost(next)) {
      end();
      return new byte[0];
    }
    Optional<EventLog.Chunk> chunk = log.from(next);
    chunk.ifPresent(there -> next = there.next());
    return chunk.map(EventLog.Chunk::bytes).orElse(new byte[0]);
  }

  @Override
  public void onComplete(AsyncEvent event) {
    end();
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    end();
  }

  @Override
  public void onError(AsyncEvent event) {
    end();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {}
}
