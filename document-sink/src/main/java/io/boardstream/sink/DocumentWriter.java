package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import java.util.function.ObjLongConsumer;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps one destination equal to the matrix: holds the newest matrix in memory, writes what
 * changed, and tries again what could not be written. Used by one thread.
 */
final class DocumentWriter implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(DocumentWriter.class);

  private static final int RENDERED_AT_ONCE = 500;

  private final Place place;
  private final Documents documents;
  private final FullDocuments fullDocuments;
  private final Throttle full;
  private final LongSupplier nanoTime;
  private final DestinationMetrics metrics;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 5_000, 0.2);

  private final TreeMap<String, ModelCompatibility> models = new TreeMap<>();

  /** Rendered since the last flush, by model id; empty for a document to remove. */
  private final Map<String, Optional<byte[]>> changed = new LinkedHashMap<>();

  /**
   * Ids whose document must be compared with what is there, because a write failed or may be lost.
   */
  private final Set<String> unsure = new LinkedHashSet<>();

  private @Nullable Destination destination;
  private boolean complete;
  private int failedAttempts;
  private long retryAt;
  private @Nullable IOException failure;

  DocumentWriter(
      Place place,
      Documents documents,
      Duration fullInterval,
      Clock clock,
      LongSupplier nanoTime,
      DestinationMetrics metrics) {
    this.place = place;
    this.documents = documents;
    this.fullDocuments = new FullDocuments(documents, clock);
    this.full = new Throttle(fullInterval);
    this.nanoTime = nanoTime;
    this.metrics = metrics;
  }

  /**
   * Opens the destination. Only a folder that another sink holds is an error; any other trouble is
   * tried again by {@link #flush}.
   */
  void open() throws FolderInUseException {
    try {
      opened();
    } catch (FolderInUseException e) {
      throw e;
    } catch (IOException e) {
      failed(e, true);
    }
  }

  void put(String id, ModelCompatibility model, byte[] document) {
    if (!model.equals(models.put(id, model))) {
      full.changed();
    }
    unsure.remove(id);
    changed.put(id, Optional.of(document));
    count();
  }

  void remove(String id) {
    if (models.remove(id) != null) {
      full.changed();
    }
    unsure.remove(id);
    changed.put(id, Optional.empty());
    count();
  }

  /**
   * Says that all models have been put once: what else is in memory or written has no key any more
   * and goes. Until then no full document is written, for it would lack models.
   */
  void complete(Collection<String> ids) {
    Set<String> gone = new LinkedHashSet<>(models.keySet());
    gone.removeAll(ids);
    gone.forEach(this::remove);
    complete = true;
    full.changed();
    if (destination != null) {
      try {
        unsure.addAll(destination.models());
        unsure.removeAll(changed.keySet());
      } catch (IOException e) {
        failed(e, true);
      }
    }
    count();
  }

  /** Writes what is due. Failures are kept for {@link #problem} and tried again later. */
  void flush() {
    long now = nanoTime.getAsLong();
    boolean trying = failedAttempts == 0 || now - retryAt >= 0;
    if (!trying && destination == null) {
      return;
    }
    failure = null;
    try {
      Destination open = opened();
      writeChanged(open);
      if (trying) {
        writeUnsure(open);
        writeFull(open, now);
      }
      open.sync();
    } catch (IOException e) {
      failure = e;
    }
    if (failure instanceof DestinationLostException) {
      giveUp();
    }
    if (failure != null) {
      failed(failure, trying);
    } else if (trying) {
      failedAttempts = 0;
    }
    count();
  }

  /** Nanoseconds until {@link #flush} has something to do, without further changes. */
  long nanosUntilDue() {
    long now = nanoTime.getAsLong();
    if (failedAttempts > 0) {
      return Math.max(0, retryAt - now);
    }
    if (!changed.isEmpty() || !unsure.isEmpty()) {
      return 0;
    }
    return complete ? full.nanosUntilDue(now) : Long.MAX_VALUE;
  }

  /** What keeps documents from being written, in words; empty when the last attempt went well. */
  Optional<String> problem() {
    return failedAttempts == 0 || failure == null
        ? Optional.empty()
        : Optional.of(place.describe(failure));
  }

  /** Whether all that is known is written, but for the full documents' interval. */
  boolean isSettled() {
    return complete && failedAttempts == 0 && changed.isEmpty() && unsure.isEmpty();
  }

  /** Writes what an interval or a back-off still holds back, and gives the destination up. */
  @Override
  public void close() throws IOException {
    retryAt = nanoTime.getAsLong();
    full.expire();
    if (!isSettled() || full.isChanged()) {
      flush();
    }
    closeDestination();
    place.close();
  }

  /** The destination, opened again when it is not what it was; then nothing in it is sure. */
  private Destination opened() throws IOException {
    if (destination != null && destination.isStillThere()) {
      return destination;
    }
    closeDestination();
    Destination open = place.open();
    destination = open;
    unsure.addAll(models.keySet());
    if (complete) {
      unsure.addAll(open.models());
      full.changed();
      full.expire();
    }
    unsure.removeAll(changed.keySet());
    return open;
  }

  /** Nothing is tried on it until it is opened again, when the back-off is over. */
  private void giveUp() {
    try {
      closeDestination();
    } catch (IOException e) {
      log.debug("Closing what is lost", e);
    }
  }

  private void closeDestination() throws IOException {
    Destination open = destination;
    destination = null;
    if (open != null) {
      open.close();
    }
  }

  private void writeChanged(Destination open) {
    Map<String, Optional<byte[]>> batch = new LinkedHashMap<>();
    changed.forEach((id, document) -> batch.put(DocumentFolder.model(id), document));
    changed.clear();
    open.write(batch, new Written(this::writtenModel, this::failedModel));
  }

  /** Rendered a few at a time: all documents at once need not fit into memory. */
  private void writeUnsure(Destination open) {
    List<String> ids = List.copyOf(unsure);
    unsure.clear();
    for (int from = 0; from < ids.size(); from += RENDERED_AT_ONCE) {
      Map<String, Optional<byte[]>> batch = new LinkedHashMap<>();
      for (String id : ids.subList(from, Math.min(ids.size(), from + RENDERED_AT_ONCE))) {
        batch.put(
            DocumentFolder.model(id), Optional.ofNullable(models.get(id)).map(documents::model));
      }
      open.write(batch, new Written(this::writtenModel, this::failedModel));
    }
  }

  private void writeFull(Destination open, long now) {
    if (!complete || full.nanosUntilDue(now) > 0) {
      return;
    }
    try {
      int[] failed = {0};
      open.write(
          fullDocuments.render(open, models.values()),
          new Written(
              (outcome, nanos) ->
                  metrics.fullWritten.increment(outcome == Destination.Outcome.WRITTEN ? 1 : 0),
              (name, cause) -> {
                failed[0]++;
                failure = cause;
                metrics.failures.increment();
              }));
      if (failed[0] == 0) {
        full.acted(now);
      }
    } catch (IOException e) {
      failure = e;
      metrics.failures.increment();
    }
  }

  private void writtenModel(Destination.Outcome outcome, long nanos) {
    switch (outcome) {
      case WRITTEN -> {
        metrics.write.record(nanos, TimeUnit.NANOSECONDS);
        metrics.written.increment();
      }
      case UNCHANGED -> metrics.unchanged.increment();
      case REMOVED -> metrics.removed.increment();
      case ABSENT -> {}
    }
  }

  /** One document that cannot be written does not hold up the others. */
  private void failedModel(String name, IOException cause) {
    unsure.add(DocumentFolder.id(name));
    failure = cause;
    metrics.failures.increment();
  }

  private void failed(IOException e, boolean attempted) {
    failure = e;
    if (attempted || failedAttempts == 0) {
      retryAt =
          nanoTime.getAsLong() + TimeUnit.MILLISECONDS.toNanos(backoff.backoff(failedAttempts));
      failedAttempts++;
    }
  }

  private void count() {
    metrics.documents.set(models.size());
    metrics.waiting.set(changed.size() + unsure.size());
    metrics.reachable.set(failedAttempts == 0 ? 1 : 0);
  }

  private record Written(
      ObjLongConsumer<Destination.Outcome> written, BiConsumer<String, IOException> refused)
      implements Destination.Results {

    @Override
    public void done(String name, Destination.Outcome outcome, long nanos) {
      written.accept(outcome, nanos);
    }

    @Override
    public void failed(String name, IOException cause) {
      refused.accept(name, cause);
    }
  }
}
