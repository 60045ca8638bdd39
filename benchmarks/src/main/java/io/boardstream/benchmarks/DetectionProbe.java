package io.boardstream.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * How late a {@link DocumentWatch} sees a file: renames files of its own into place, while the
 * benchmark runs, and times them. What it measures is contained in each latency.
 */
final class DetectionProbe implements AutoCloseable {

  private static final long PERIOD_MS = 100;
  private static final String FILE = "probe.json";

  private final Path folder;
  private final String filling;
  private final DocumentWatch watch;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> renaming;
  private final AtomicReference<@Nullable Renamed> renamed = new AtomicReference<>();
  private List<Double> millis = new ArrayList<>();

  private record Renamed(String text, long at) {}

  /**
   * Starts.
   *
   * @param folder of its own, on the file system of the documents
   * @param size of a file, bytes, as of a document
   */
  DetectionProbe(Path folder, int size) throws IOException {
    this.folder = Files.createDirectories(folder);
    this.filling = " ".repeat(size);
    this.watch = DocumentWatch.of(folder, this::seen);
    this.renaming =
        thread.scheduleAtFixedRate(this::rename, PERIOD_MS, PERIOD_MS, TimeUnit.MILLISECONDS);
  }

  /** Delays since the last call, ms, from before the rename until the file was read. */
  synchronized List<Double> takeMillis() {
    watch.check();
    if (renaming.isDone()) {
      throw new BenchmarkException("Cannot rename files in " + folder);
    }
    List<Double> taken = millis;
    millis = new ArrayList<>();
    return taken;
  }

  @Override
  public void close() throws IOException {
    thread.shutdownNow();
    watch.close();
  }

  private void rename() {
    try {
      String text = System.nanoTime() + filling;
      Path file = Files.writeString(folder.resolve("." + FILE), text);
      renamed.set(new Renamed(text, System.nanoTime()));
      Files.move(file, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // Ends the renaming, which the next question tells.
    }
  }

  private synchronized void seen(String name, String text, long at) {
    Renamed last = renamed.get();
    if (last != null && last.text.equals(text)) {
      millis.add((at - last.at) / 1e6);
    }
  }
}
