package io.boardstream.cli;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.runtime.Settings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What one leaves open in a terminal. */
@Command(
    name = "follow",
    mixinStandardHelpOptions = true,
    description =
        "Prints what is worse now, then each piece of news as it comes. Ends with Ctrl-C.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions follow",
      "  boardstream regressions follow --severity MAJOR --json"
    })
final class RegressionsFollowCommand implements Callable<Integer> {

  @Mixin private final LiveRegressions live = new LiveRegressions();

  @Option(
      names = "--severity",
      paramLabel = "WORD",
      description = "Least severity: INFO, MINOR, MAJOR or CRITICAL. Default: ${DEFAULT-VALUE}.")
  private RegressionSeverity least = RegressionSeverity.INFO;

  @Option(names = "--json", description = "A line of JSON for each.")
  private boolean json;

  @Option(
      names = "--for",
      paramLabel = "SECONDS",
      description = "End after this time. Default: never.")
  private long seconds = Duration.ofDays(36_500).toSeconds();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = live.settings();
    PrintWriter out = Console.of(spec).out();
    Map<String, Regression> open = live.open(settings);
    if (!json) {
      out.println(open.isEmpty() ? "Nothing is worse." : "%d are worse:".formatted(open.size()));
    }
    open.values().forEach(one -> print(one, out));
    if (!json) {
      out.println("News from here on:");
    }
    out.flush();
    live.follow(settings, Duration.ofSeconds(seconds), one -> print(one, out));
    return 0;
  }

  private void print(Regression one, PrintWriter out) {
    if (one.getSeverity().compareTo(least) >= 0) {
      out.println(json ? AvroJson.of(one).toString() : RegressionText.line(one));
      out.flush();
    }
  }
}
