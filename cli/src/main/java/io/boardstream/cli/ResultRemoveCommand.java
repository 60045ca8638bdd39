package io.boardstream.cli;

import io.boardstream.producers.imports.ImportOutcome;
import io.boardstream.producers.imports.ManualResult;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A run by hand, taken back. */
@Command(
    name = "remove",
    mixinStandardHelpOptions = true,
    description = "Takes back a run that was recorded by hand.",
    footerHeading = "%nExample:%n",
    footer = "  boardstream result remove 3f9c1a2b4d5e")
final class ResultRemoveCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Parameters(paramLabel = "ID", description = "As 'result add' printed it.")
  private String id = "";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    ManualResult none = ManualResult.none(id);
    ImportOutcome outcome =
        ImportOptions.run(
            settings, none.plan(), none, true, ProgressBar.on(console.err()), console.err());
    if (outcome.retracted() == 0) {
      throw new CommandFailedException(
          "There is no result by hand with the id '%s'.".formatted(id));
    }
    console.out().println("Removed %s (%,d metrics)".formatted(id, outcome.retracted()));
    return 0;
  }
}
