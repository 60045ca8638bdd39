package io.boardstream.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What got worse, and why that was said. */
@Command(
    name = "regressions",
    mixinStandardHelpOptions = true,
    description = "Changes of measured performance: what is found, and why.",
    subcommands = {RegressionsEvaluateCommand.class, RegressionsExplainCommand.class},
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions evaluate --series series.csv --out detections.csv",
      "  boardstream regressions explain --series series.csv --id llama-n300-tps",
      "  boardstream regressions explain --series series.csv --id llama-n300-tps --at 57"
    })
final class RegressionsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "evaluate or explain?");
    }
  }
}
