package io.boardstream.cli;

import io.boardstream.producers.postgres.PostgresResync;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Has all rows of the database read again, by a producer that runs anywhere. */
@Command(
    name = "resync",
    mixinStandardHelpOptions = true,
    description = {
      "Has the producer read all rows of the database again, and take back those that are gone."
          + " Documents of rows that are unchanged do not change. Waits until it is over.",
      "It also does so by itself where the log cannot be followed any longer, for example after the"
          + " database was restored."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream producer resync",
      "  boardstream producer resync --no-wait --config mine.properties"
    })
final class ProducerResyncCommand implements Callable<Integer> {

  private static final long POLL_MS = 500;

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(names = "--no-wait", description = "Ask for it, and do not wait.")
  private boolean noWait;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "3600",
      description = "How long to wait at most. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings =
        options.ofRunningSystem(PostgresSettings.URL, KafkaSettings.BOOTSTRAP_SERVERS);
    PrintWriter out = Console.of(spec).out();
    PostgresResync resync = new PostgresResync(settings);
    try {
      PostgresResync.Progress before = resync.progress();
      boolean heard = resync.request();
      if (!heard) {
        out.println(
            "Asked for. No producer reads the log right now: the next one that starts will do it."
                + " 'boardstream status' says whether one runs.");
        return 0;
      }
      out.println("Asked for.");
      out.flush();
      if (noWait) {
        out.println("'boardstream status' says when it is over.");
        return 0;
      }
      return await(resync, before, out);
    } catch (SQLException | KafkaException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private int await(PostgresResync resync, PostgresResync.Progress before, PrintWriter out)
      throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(timeoutSeconds).toNanos();
    long shown = -1;
    PostgresResync.Progress now = resync.progress();
    while (!now.isOverSince(before)) {
      if (System.nanoTime() > deadline) {
        throw new CommandFailedException(
            "Not over after %,d s. It goes on: 'boardstream status' says how far it is."
                .formatted(timeoutSeconds));
      }
      if (now.isBegunSince(before) && now.rows() != shown) {
        shown = now.rows();
        out.println("  %,d rows read".formatted(shown));
        out.flush();
      }
      Thread.sleep(POLL_MS);
      now = resync.progress();
    }
    out.println("All rows are read again.");
    return 0;
  }
}
