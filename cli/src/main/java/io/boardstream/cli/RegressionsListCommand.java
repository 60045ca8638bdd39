package io.boardstream.cli;

import static java.util.Comparator.comparing;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionWord;
import io.boardstream.runtime.Settings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is worse now. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists what is worse now, the worst first.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions list",
      "  boardstream regressions list --device n300 --json"
    })
final class RegressionsListCommand implements Callable<Integer> {

  @Mixin private final LiveRegressions live = new LiveRegressions();

  @Option(names = "--model", paramLabel = "ID", description = "Only of this model.")
  private @Nullable String model;

  @Option(names = "--device", paramLabel = "ID", description = "Only of this device.")
  private @Nullable String device;

  @Option(names = "--json", description = "A line of JSON for each.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = live.settings();
    Map<String, RegressionAction> actions = live.actions(settings);
    List<Regression> open =
        live.open(settings).values().stream()
            .filter(one -> model == null || one.getModelId().equals(model))
            .filter(one -> device == null || one.getDeviceId().equals(device))
            .sorted(
                comparing(Regression::getSeverity)
                    .reversed()
                    .thenComparing(Regression::getSeriesId))
            .toList();
    PrintWriter out = Console.of(spec).out();
    if (json) {
      open.forEach(one -> out.println(AvroJson.of(one)));
    } else if (open.isEmpty()) {
      out.println("Nothing is worse.");
    } else {
      table(open, actions).print(out);
    }
    return 0;
  }

  private static TextTable table(List<Regression> open, Map<String, RegressionAction> actions) {
    Instant now = Clock.systemUTC().instant();
    TextTable table =
        new TextTable(
            List.of(
                "severity", "state", "model", "device", "of", "what", "since", "incident", "said"));
    for (Regression one : open) {
      table.add(
          List.of(
              one.getSeverity().name(),
              one.getWord() == RegressionWord.REGRESSION
                  ? one.getState().name()
                  : one.getWord().name(),
              one.getModelId(),
              one.getDeviceId(),
              RegressionText.series(one),
              RegressionText.what(one),
              one.getBeganAt().map(Object::toString).orElse("-"),
              one.getIncidentId(),
              LiveRegressions.said(one, actions, now)));
    }
    return table;
  }
}
