package io.boardstream.cli;

import io.boardstream.batch.audit.Audit;
import io.boardstream.batch.audit.AuditException;
import io.boardstream.batch.audit.AuditPlan;
import io.boardstream.batch.audit.AuditReport;
import io.boardstream.batch.audit.AuditWatch;
import io.boardstream.cli.local.Matrix;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.serde.RegistrySettings;
import io.boardstream.streams.StreamsSettings;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Whether what is live is what the sources say. */
@Command(
    name = "audit",
    mixinStandardHelpOptions = true,
    description = {
      "Recomputes everything from the sources in one pass, and compares it with the documents and"
          + " the topics, key by key: every key of a source was applied, rejected or filtered, and"
          + " nothing is there that no source asks for. Only reads.",
      "Exit code 0 when all is exact, 1 when something is off."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream audit                                   a system at rest",
      "  boardstream audit --json | jq .differences",
      "  boardstream audit --watch --rounds 20 --interval 5  while rows come and go",
      "",
      "docs/guide/audit.md says what is proved, and what is not."
    })
final class AuditCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--watch",
      description =
          "Audit a system at work, in rounds: each takes a moment of the database and compares the"
              + " models that have not changed since. Ends when every model was proved once. Needs"
              + " REPLICATION and a spare replication slot.")
  private boolean watch;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "With --watch: rounds at most. Default: 60; none with --follow.")
  private @Nullable Integer rounds;

  @Option(
      names = "--interval",
      paramLabel = "SECONDS",
      defaultValue = "5",
      description = "With --watch: time between rounds. Default: ${DEFAULT-VALUE}.")
  private int intervalSeconds = 5;

  @Option(
      names = "--follow",
      description = "With --watch: go on when all is proved, and when something is off.")
  private boolean follow;

  @Option(
      names = "--wait",
      paramLabel = "SECONDS",
      defaultValue = "60",
      description =
          "How long what is on its way may take before it counts as different. Default:"
              + " ${DEFAULT-VALUE}.")
  private int waitSeconds = 60;

  @Option(
      names = "--json",
      description = "The report as JSON; with --watch, a line for each round.")
  private boolean asJson;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    checkUse();
    Console console = Console.of(spec);
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    AuditPrinter printer = new AuditPrinter(console, asJson);
    try (LivePlaces places = new LivePlaces(settings);
        Audit audit = new Audit(plan(settings, places), printer::progress)) {
      return watch ? watch(audit, printer) : once(audit, printer);
    } catch (AuditException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private static int once(Audit audit, AuditPrinter printer) {
    AuditReport report = audit.once();
    printer.whole(report);
    return report.isExact() ? 0 : 1;
  }

  private int watch(Audit audit, AuditPrinter printer) {
    int most = rounds != null ? rounds : follow ? 0 : 60;
    AuditWatch.Outcome outcome =
        new AuditWatch(audit, most, Duration.ofSeconds(intervalSeconds), follow)
            .run(printer::round);
    printer.end(outcome);
    return outcome.isProved() ? 0 : 1;
  }

  private AuditPlan plan(Settings settings, LivePlaces places) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    StreamsSettings streams = new StreamsSettings(settings.values());
    try {
      return new AuditPlan(
          settings,
          settings.values().containsKey(PostgresSettings.URL),
          kafka.topicsPrefix() + streams.getString(StreamsSettings.APPLICATION_ID),
          Matrix.of(settings),
          DocumentKeys.settings(settings.values()),
          places.all(),
          Duration.ofSeconds(waitSeconds));
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private void checkUse() {
    if (!watch && (rounds != null || follow)) {
      throw usage("--rounds and --follow are for --watch.");
    }
    if (rounds != null && rounds < 1) {
      throw usage("--rounds must be 1 or more.");
    }
    if (waitSeconds < 0 || intervalSeconds < 0) {
      throw usage("--wait and --interval must be 0 or more.");
    }
  }

  private ParameterException usage(String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }
}
