package io.boardstream.site;

import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.folder.FolderInUseException;
import io.boardstream.runtime.folder.FolderLock;
import io.boardstream.site.history.HistoryException;
import io.boardstream.site.history.HistoryFile;
import io.boardstream.site.history.HistoryQueries;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The history of runs, its folder and how current it is. */
final class History implements Mirror, AutoCloseable {

  private final Optional<Path> configured;
  private final int memoryMiB;
  private @Nullable Path folder;
  private @Nullable FolderLock lock;
  private volatile @Nullable HistoryFile file;
  private boolean failed;
  private volatile FeedState state = FeedState.starting("not started");

  History(SiteSettings settings) {
    this.configured = settings.historyDir();
    this.memoryMiB = settings.historyMemoryMiB();
  }

  /** Whether this site keeps one. */
  boolean isKept() {
    return memoryMiB > 0;
  }

  /**
   * Takes the folder.
   *
   * @throws SettingsException when it cannot be used, or another site uses it
   */
  void takeFolder() {
    if (!isKept() || lock != null) {
      return;
    }
    try {
      Path taken =
          configured.isPresent()
              ? Files.createDirectories(configured.get())
              : Files.createTempDirectory("boardstream-history");
      folder = taken;
      lock = FolderLock.take(taken);
    } catch (FolderInUseException e) {
      throw new SettingsException(
          "%s: %s Each site needs a folder of its own."
              .formatted(SiteSettings.HISTORY_DIR, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new SettingsException(
          "%s: the folder for the history cannot be used: %s"
              .formatted(SiteSettings.HISTORY_DIR, e),
          e);
    }
  }

  /**
   * The file, opened by the first who asks for it.
   *
   * @throws HistoryException when there can be none now
   */
  HistoryFile open() {
    HistoryFile open = file;
    Path place = folder;
    if (open == null && place != null) {
      open = HistoryFile.open(place, memoryMiB);
      file = open;
    }
    if (open == null) {
      throw new IllegalStateException("The history has no folder");
    }
    return open;
  }

  /**
   * What can be asked of it.
   *
   * @throws Problem.Raised when there is none, or not all of it was read yet
   */
  HistoryQueries queries() {
    if (!isKept()) {
      throw new Problem.Raised(404, "This site keeps no history (site.history.memory.mb is 0).");
    }
    HistoryFile open = file;
    if (open == null || state.isStarting()) {
      throw new Problem.Raised(503, "The site has not read the history yet. Ask again in a while.");
    }
    return new HistoryQueries(open);
  }

  /** It was written to; called by the thread that writes. */
  void worked() {
    failed = false;
  }

  /** Whether it has failed before since it last worked; called by the thread that writes. */
  boolean failedBefore() {
    boolean before = failed;
    failed = true;
    return before;
  }

  @Override
  public FeedState state() {
    return state;
  }

  @Override
  public void is(FeedState now) {
    state = now;
  }

  @Override
  public void close() {
    HistoryFile open = file;
    if (open != null) {
      open.close();
    }
    try {
      FolderLock held = lock;
      if (held != null) {
        held.close();
        lock = null;
      }
      Path place = folder;
      if (configured.isEmpty() && place != null) {
        remove(place);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The folder of the history could not be left", e);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(one);
      }
    }
  }
}
