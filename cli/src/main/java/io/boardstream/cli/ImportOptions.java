package io.boardstream.cli;

import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.facts.TakenOverException;
import io.boardstream.producers.imports.ImportOutcome;
import io.boardstream.producers.imports.SourceImport;
import io.boardstream.producers.imports.SourceNameException;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What imports of all kinds of files have in common. */
final class ImportOptions {

  /** Opens a file as a source. */
  interface Opener {
    FileReader open(Path file, @Nullable String source, FileListener listener);
  }

  @Mixin private final LocalSettingsOptions settings = new LocalSettingsOptions();

  @Option(
      names = "--source",
      paramLabel = "NAME",
      description =
          "Name of the source; what is imported under a name replaces what was imported under it"
              + " before. Default: the kind and the name of the file, such as excel:nightly.xlsx.")
  private @Nullable String source;

  @Option(
      names = "--again",
      description = "Write all rows anew, even when the same file has been imported already.")
  private boolean again;

  @Option(
      names = "--remove",
      description = "Take back all rows of the source instead; the file need not exist any more.")
  private boolean remove;

  @Nullable String source() {
    return source;
  }

  boolean remove() {
    return remove;
  }

  /** Those of the running system, or of the configured brokers. */
  Settings settings() {
    return settings.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
  }

  /**
   * Makes the source of a file equal to it, or takes back what was imported of it.
   *
   * @param kind begins the name of the source, unless the user chose one
   * @return the exit code
   */
  int ofFile(String kind, Path file, Opener opener, Console console) {
    Settings of = settings();
    String name = FileSources.source(kind, source, file);
    if (remove) {
      remove(of, name, console);
      return 0;
    }
    FileOrigin origin = FileOrigin.of(file);
    ProgressBar bar = ProgressBar.on(console.err());
    FileListener listener =
        new FileListener(console.err(), (rows, done) -> bar.at("reading", rows, done));
    run(
        of,
        new SourceImport.Plan(name, "", origin.name(), origin.sha256()),
        opener.open(file, name, listener),
        bar,
        console);
    return 0;
  }

  /** Makes the source equal to the file, and says what that came to. */
  ImportOutcome run(
      Settings of, SourceImport.Plan plan, FileReader reader, ProgressBar bar, Console console) {
    ImportOutcome outcome = run(of, plan, reader, again || remove, bar, console.err());
    tell(plan, outcome, console);
    return outcome;
  }

  /** As an empty file would be. */
  ImportOutcome remove(Settings of, String from, Console console) {
    return run(
        of,
        new SourceImport.Plan(from, "", "nothing", "removed"),
        rows -> {},
        ProgressBar.on(console.err()),
        console);
  }

  static ImportOutcome run(
      Settings of,
      SourceImport.Plan plan,
      FileReader reader,
      boolean again,
      ProgressBar bar,
      PrintWriter err) {
    SourceImport imports =
        new SourceImport(
            of,
            health -> {
              if (!health.isUp()) {
                bar.end();
                err.println(health.cause());
              }
            },
            (written, total) -> bar.at("importing", written, (double) written / total));
    try {
      return imports.run(plan, reader, again);
    } catch (SourceNameException | TakenOverException | RowReaderException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted; run it again to complete it.", e);
    } finally {
      bar.end();
    }
  }

  private static void tell(SourceImport.Plan plan, ImportOutcome outcome, Console console) {
    if (outcome.unchanged()) {
      console
          .out()
          .println(
              "%s has been imported already as '%s' (%,d rows): nothing changed."
                  .formatted(plan.name(), plan.source(), outcome.accepted()));
      return;
    }
    console
        .out()
        .println(
            "%s → '%s': %,d rows accepted, %,d rejected, %,d of an earlier import taken back."
                .formatted(
                    plan.name(),
                    plan.source(),
                    outcome.accepted(),
                    outcome.rejected(),
                    outcome.retracted()));
    if (outcome.withoutModel() > 0) {
      console
          .out()
          .println(
              "%,d of the accepted rows name no model: they are filtered by no-model, and in no document."
                  .formatted(outcome.withoutModel()));
    }
    outcome.examples().forEach(row -> console.err().println("rejected: " + row.reason()));
    if (outcome.rejected() > outcome.examples().size()) {
      console.err().println("… and more; all of them are on the topic dead-letters.");
    }
  }
}
