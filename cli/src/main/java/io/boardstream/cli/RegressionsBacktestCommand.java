package io.boardstream.cli;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.matrix.regression.Backtest;
import io.boardstream.matrix.settings.RegressionKeys;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What other settings would have told of the history that there is. */
@Command(
    name = "backtest",
    mixinStandardHelpOptions = true,
    description =
        "Replays all measurements with other settings of the detector, and shows which alerts would"
            + " come (+) and go (-). Changes nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions backtest --set regressions.floor.percent=5",
      "  boardstream regressions backtest --set regressions.evidence=12 --set regressions.points.fewest=6"
    })
final class RegressionsBacktestCommand implements Callable<Integer> {

  @Mixin private final LiveRegressions live = new LiveRegressions();

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      required = true,
      description = "A setting of the detector, as in the settings file; may be repeated.")
  private Map<String, String> other = Map.of();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    for (String key : other.keySet()) {
      if (RegressionKeys.KEYS.stream().noneMatch(known -> known.name().equals(key))) {
        throw new CommandFailedException(
            "%s is no setting of the detector. There are: %s."
                .formatted(
                    key,
                    String.join(
                        ", ", RegressionKeys.KEYS.stream().map(known -> known.name()).toList())));
      }
    }
    Settings settings = live.settings();
    Map<String, String> values = new HashMap<>(settings.values());
    values.putAll(other);
    Backtest backtest =
        new Backtest(
            RegressionKeys.rules(settings.values()).detector(),
            RegressionKeys.rules(values).detector());
    Map<String, BenchmarkRun> runs = new TreeMap<>();
    live.each(
        settings,
        TopicCatalogue.BENCHMARK_RUNS,
        BenchmarkRun.class,
        (key, run) -> {
          if (run == null) {
            runs.remove(key);
          } else {
            runs.put(key, run);
          }
        });
    runs.forEach((key, run) -> backtest.add(key, run));
    print(backtest.differences(), runs.size(), backtest.same(), Console.of(spec).out());
    return 0;
  }

  private static void print(
      List<Backtest.Difference> differences, int runs, long same, PrintWriter out) {
    differences.forEach(
        one ->
            out.println(
                "%s %s  %s  %s"
                    .formatted(one.comes() ? "+" : "-", one.since(), one.series(), one.what())));
    long come = differences.stream().filter(Backtest.Difference::comes).count();
    out.println(
        "%,d runs: %,d alerts would come, %,d would go, %,d stay."
            .formatted(runs, come, differences.size() - come, same));
  }
}
