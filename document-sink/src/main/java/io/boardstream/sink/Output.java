package io.boardstream.sink;

import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One destination with a writer and a thread of its own, so that one that is away holds up neither
 * the others nor the reading. What waits for it is the newest of each model, never more.
 */
final class Output implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Output.class);

  /** Also how soon a folder that somebody removed is noticed. */
  private static final long LONGEST_REST_NANOS = TimeUnit.SECONDS.toNanos(1);

  private static final long CLOSE_TIMEOUT_MILLIS = 30_000;

  private final Place place;
  private final DocumentWriter writer;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition news = lock.newCondition();
  private Map<String, ModelChange> pending = new LinkedHashMap<>();
  private @Nullable Set<String> complete;
  private boolean closing;

  private @Nullable Thread thread;
  private volatile Optional<String> problem = Optional.empty();
  private volatile Optional<String> end = Optional.empty();
  private volatile boolean caughtUp;

  Output(Place place, DocumentWriter writer) {
    this.place = place;
    this.writer = writer;
  }

  /**
   * Begins to write.
   *
   * @throws FolderInUseException when another sink writes there
   */
  void start() throws FolderInUseException {
    if (place.isNear()) {
      writer.open();
    }
    Thread worker = new Thread(this::run, "document-sink-" + place.label());
    worker.setDaemon(true);
    worker.start();
    thread = worker;
  }

  /** Takes what the model is now; written after {@link #flush}. */
  void accept(String id, ModelChange change) {
    lock.lock();
    try {
      pending.put(id, change);
    } finally {
      lock.unlock();
    }
  }

  /** Says that all models have been given: what else is there goes. */
  void complete(Set<String> ids) {
    lock.lock();
    try {
      pending.replaceAll((id, change) -> ids.contains(id) ? change : new ModelChange.Remove(id));
      complete = new HashSet<>(ids);
    } finally {
      lock.unlock();
    }
  }

  /** Lets what was given be written. */
  void flush() {
    lock.lock();
    try {
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** What keeps documents from being written, in words. */
  Optional<String> problem() {
    return problem;
  }

  /** An error that it has ended by, which only a restart mends. */
  Optional<String> end() {
    return end;
  }

  /** Whether once all that was known was written. */
  boolean isCaughtUp() {
    return caughtUp;
  }

  /** Lets it end, and does not wait for that. */
  void stop() {
    lock.lock();
    try {
      closing = true;
      news.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Writes what is left, as far as that is possible now. */
  @Override
  public void close() {
    stop();
    Thread worker = thread;
    if (worker == null) {
      // Never begun: opening it now, to write what is left, would take it from whoever has it.
      place.close();
      return;
    }
    try {
      worker.join(CLOSE_TIMEOUT_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (await()) {
        take();
        writer.flush();
        problem = writer.problem();
        caughtUp |= writer.isSettled();
      }
      take();
    } catch (RuntimeException e) {
      log.error("Writing documents to the {} has ended", place.label(), e);
      end = Optional.of("writing to the " + place.label() + " ended by an error: " + e);
    } finally {
      closeWriter();
    }
  }

  /** Waits for something to do; false when it is time to end. */
  private boolean await() {
    lock.lock();
    try {
      long left = Math.min(writer.nanosUntilDue(), LONGEST_REST_NANOS);
      while (!closing && pending.isEmpty() && complete == null && left > 0) {
        left = news.awaitNanos(left);
      }
      return !closing;
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nobody interrupts the sink", e);
    } finally {
      lock.unlock();
    }
  }

  private void take() {
    Map<String, ModelChange> changes;
    Set<String> ids;
    lock.lock();
    try {
      changes = pending;
      pending = new LinkedHashMap<>();
      ids = complete;
      complete = null;
    } finally {
      lock.unlock();
    }
    if (ids != null) {
      writer.complete(ids);
    }
    changes.forEach(
        (id, change) -> {
          if (change instanceof ModelChange.Put put) {
            writer.put(id, put.model(), put.document());
          } else {
            writer.remove(id);
          }
        });
  }

  private void closeWriter() {
    try {
      writer.close();
    } catch (IOException e) {
      log.warn("The {} of the documents was not closed cleanly", place.label(), e);
    }
  }
}
