package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads each file of a folder as it is renamed into place. A file counts as seen when it has been
 * read, which is later than its rename: by how much, {@link DetectionProbe} measures.
 */
final class DocumentWatch implements AutoCloseable {

  /** Told of each file. */
  @FunctionalInterface
  interface Reader {

    /**
     * A file was read.
     *
     * @param text its bytes, a character each
     * @param at when, by {@link System#nanoTime}
     */
    void seen(String fileName, String text, long at);
  }

  private final Path folder;
  private final Reader reader;
  private final WatchService watcher;
  private final Thread thread;
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

  private DocumentWatch(Path folder, Reader reader, WatchService watcher) {
    this.folder = folder;
    this.reader = reader;
    this.watcher = watcher;
    this.thread = new Thread(this::watch, "watch-" + folder.getFileName());
    this.thread.setDaemon(true);
  }

  /** Watches a folder that exists; files that are there already are not told of. */
  static DocumentWatch of(Path folder, Reader reader) throws IOException {
    WatchService watcher = folder.getFileSystem().newWatchService();
    folder.register(watcher, StandardWatchEventKinds.ENTRY_CREATE);
    DocumentWatch watch = new DocumentWatch(folder, reader, watcher);
    watch.thread.start();
    return watch;
  }

  /** Throws what ended the watching, if something did. */
  void check() {
    Throwable cause = failure.get();
    if (cause != null) {
      throw new BenchmarkException("Cannot watch " + folder + ": " + cause, cause);
    }
  }

  @Override
  public void close() throws IOException {
    watcher.close(); // Which ends the thread.
  }

  private void watch() {
    try {
      while (true) {
        WatchKey key = watcher.take();
        tell(key.pollEvents());
        if (!key.reset()) {
          throw new IOException(folder + " is gone");
        }
      }
    } catch (ClosedWatchServiceException e) {
      return; // Nobody wants to know more.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | RuntimeException e) {
      failure.set(e);
    }
  }

  private void tell(List<WatchEvent<?>> events) throws IOException {
    for (WatchEvent<?> event : events) {
      if (event.context() instanceof Path name) {
        tell(name.toString());
      } else {
        tellAll(); // More events than the system keeps: each file may be a new one.
      }
    }
  }

  private void tellAll() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      files.forEach(
          file -> {
            try {
              tell(String.valueOf(file.getFileName()));
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private void tell(String name) throws IOException {
    if (name.startsWith(".")) {
      return; // Still being written.
    }
    try {
      String text = Files.readString(folder.resolve(name), ISO_8859_1);
      reader.seen(name, text, System.nanoTime());
    } catch (NoSuchFileException e) {
      return; // Removed since.
    }
  }
}
