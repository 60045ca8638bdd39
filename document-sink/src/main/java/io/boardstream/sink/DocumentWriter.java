package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the folder equal to the matrix: holds the newest matrix in memory, writes what changed, and
 * tries again what could not be written. Used by one thread.
 */
final class DocumentWriter implements AutoCloseable {

  private final Path root;
  private final Documents documents;
  private final FullDocuments fullDocuments;
  private final Throttle full;
  private final LongSupplier nanoTime;
  private final SinkMetrics metrics;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 5_000, 0.2);

  private final TreeMap<String, ModelCompatibility> models = new TreeMap<>();

  /** Rendered since the last flush, by model id; empty for a document to remove. */
  private final Map<String, Optional<byte[]>> changed = new LinkedHashMap<>();

  /** Ids whose document must be compared with the folder, because a write failed or may be lost. */
  private final Set<String> unsure = new LinkedHashSet<>();

  private @Nullable DocumentFolder folder;
  private boolean complete;
  private int failedAttempts;
  private long retryAt;
  private @Nullable IOException failure;

  DocumentWriter(
      Path root,
      Documents documents,
      Duration fullInterval,
      Clock clock,
      LongSupplier nanoTime,
      SinkMetrics metrics) {
    this.root = root;
    this.documents = documents;
    this.fullDocuments = new FullDocuments(documents, clock);
    this.full = new Throttle(fullInterval);
    this.nanoTime = nanoTime;
    this.metrics = metrics;
  }

  /**
   * Locks the folder. Only a folder that another sink holds is an error; any other trouble is tried
   * again by {@link #flush}.
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
   * Says that all models have been put once: what else is in memory or in the folder has no key any
   * more and goes. Until then no full document is written, for it would lack models.
   */
  void complete(Collection<String> ids) {
    Set<String> gone = new LinkedHashSet<>(models.keySet());
    gone.removeAll(ids);
    gone.forEach(this::remove);
    complete = true;
    full.changed();
    if (folder != null) {
      try {
        unsure.addAll(folder.models());
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
    if (!trying && folder == null) {
      return;
    }
    failure = null;
    try {
      DocumentFolder open = opened();
      writeChanged(open);
      if (trying) {
        writeUnsure(open);
        writeFull(open, now);
      }
      open.sync();
    } catch (IOException e) {
      failure = e;
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
        : Optional.of(FolderProblem.describe(root, failure));
  }

  /** Whether all that is known is in the folder, but for the full documents' interval. */
  boolean isSettled() {
    return complete && failedAttempts == 0 && changed.isEmpty() && unsure.isEmpty();
  }

  /** Writes what an interval or a back-off still holds back, and unlocks the folder. */
  @Override
  public void close() throws IOException {
    retryAt = nanoTime.getAsLong();
    full.expire();
    if (!isSettled() || full.isChanged()) {
      flush();
    }
    closeFolder();
  }

  /** The folder, opened again when it was removed or replaced; then nothing in it is sure. */
  private DocumentFolder opened() throws IOException {
    if (folder != null && folder.isStillThere()) {
      return folder;
    }
    closeFolder();
    DocumentFolder open = DocumentFolder.open(root);
    folder = open;
    unsure.addAll(models.keySet());
    if (complete) {
      unsure.addAll(open.models());
      full.changed();
      full.expire();
    }
    unsure.removeAll(changed.keySet());
    return open;
  }

  private void closeFolder() throws IOException {
    DocumentFolder open = folder;
    folder = null;
    if (open != null) {
      open.close();
    }
  }

  private void writeChanged(DocumentFolder open) {
    changed.forEach((id, document) -> write(open, id, document));
    changed.clear();
  }

  private void writeUnsure(DocumentFolder open) {
    Set<String> ids = new LinkedHashSet<>(unsure);
    unsure.clear();
    for (String id : ids) {
      write(open, id, Optional.ofNullable(models.get(id)).map(documents::model));
    }
  }

  /** One document that cannot be written does not hold up the others. */
  private void write(DocumentFolder open, String id, Optional<byte[]> document) {
    String name = DocumentFolder.model(id);
    try {
      if (document.isEmpty()) {
        metrics.removed.increment(open.remove(name) ? 1 : 0);
        return;
      }
      long begin = System.nanoTime();
      if (open.write(name, document.get()) == DocumentFolder.Outcome.WRITTEN) {
        metrics.write.record(System.nanoTime() - begin, TimeUnit.NANOSECONDS);
        metrics.written.increment();
      } else {
        metrics.unchanged.increment();
      }
    } catch (IOException e) {
      unsure.add(id);
      failure = FolderProblem.about(name, e);
      metrics.failures.increment();
    }
  }

  private void writeFull(DocumentFolder open, long now) {
    if (!complete || full.nanosUntilDue(now) > 0) {
      return;
    }
    try {
      metrics.fullWritten.increment(fullDocuments.write(open, models.values()));
      full.acted(now);
    } catch (IOException e) {
      failure = e;
      metrics.failures.increment();
    }
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
  }
}
