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
    description = "What got worse: what is open, what is found in a series, and why.",
    subcommands = {
      RegressionsListCommand.class,
      RegressionsShowCommand.class,
      RegressionsFollowCommand.class,
      RegressionsAckCommand.class,
      RegressionsMuteCommand.class,
      RegressionsBacktestCommand.class,
      RegressionsEvaluateCommand.class,
      RegressionsExplainCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions list",
      "  boardstream regressions follow",
      "  boardstream regressions evaluate --series series.csv --out detections.csv",
      "  boardstream regressions explain --series series.csv --id llama-n300-tps",
      "  boardstream regressions explain --series series.csv --id llama-n300-tps --at 57"
    })
final class RegressionsCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "list, show, follow, ack, mute, backtest, evaluate or explain?");
    }
  }
}
