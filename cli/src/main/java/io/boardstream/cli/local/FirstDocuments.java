package io.boardstream.cli.local;

import io.boardstream.batch.Compare;
import io.boardstream.batch.Convert;
import io.boardstream.batch.Converted;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.producers.postgres.DatabaseReader;
import io.boardstream.runtime.Settings;
import io.boardstream.sink.SinkSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until the documents show the sample, so that a system that says it is ready has something
 * to look at. What they should show is computed from the rows.
 */
final class FirstDocuments {

  private static final Logger LOG = LoggerFactory.getLogger(FirstDocuments.class);
  private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
  private static final long POLL_MS = 50;

  private final Settings settings;
  private final Progress progress;

  FirstDocuments(Settings settings, Progress progress) {
    this.settings = settings;
    this.progress = progress;
  }

  /**
   * Waits, but not for ever: rows may be changing already.
   *
   * @param checkpoint called while waiting; ends the wait by throwing
   */
  void await(Runnable checkpoint) {
    long began = System.nanoTime();
    Path folder = new SinkSettings(settings.values()).directory();
    try {
      Converted expected =
          new Convert(Matrix.of(settings), DocumentKeys.settings(settings.values()))
              .run(new DatabaseReader(settings), rows -> checkpoint.run());
      while (!Compare.folder(folder, expected).isEmpty()) {
        checkpoint.run();
        if (Servers.since(began).compareTo(LONG_ENOUGH) > 0) {
          LOG.warn("The documents do not show the sample after {}", LONG_ENOUGH);
          return;
        }
        Thread.sleep(POLL_MS);
      }
      progress.ready(
          "documents", "%d models".formatted(expected.models().size()), Servers.since(began));
    } catch (IOException e) {
      throw new LocalSystemException("Cannot read the documents in " + folder + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LocalSystemException("Interrupted while it started.", e);
    }
  }
}
