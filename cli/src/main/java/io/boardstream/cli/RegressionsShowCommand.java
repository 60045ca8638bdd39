package io.boardstream.cli;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.runtime.Settings;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** All that is known of an incident or a regression. */
@Command(
    name = "show",
    mixinStandardHelpOptions = true,
    description = "Shows all that is known of an incident or a regression, and its news so far.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream regressions show 3f2a9c0123456789")
final class RegressionsShowCommand implements Callable<Integer> {

  @Mixin private final LiveRegressions live = new LiveRegressions();

  @Parameters(
      paramLabel = "ID",
      description = "Id of an incident or a regression, or how it begins; or id of a series.")
  private String id = "";

  @Option(names = "--json", description = "A line of JSON for each piece of news.")
  private boolean json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Settings settings = live.settings();
    List<Regression> news = live.news(settings).stream().filter(this::isMeant).toList();
    if (news.isEmpty()) {
      throw new CommandFailedException(
          "Nothing is known of '%s'. What is open: boardstream regressions list".formatted(id));
    }
    PrintWriter out = Console.of(spec).out();
    if (json) {
      news.forEach(one -> out.println(AvroJson.of(one)));
      return 0;
    }
    Map<String, RegressionAction> actions = live.actions(settings);
    Instant now = Clock.systemUTC().instant();
    Map<String, Regression> newest = new LinkedHashMap<>();
    news.forEach(one -> newest.put(one.getRegressionId(), one));
    newest.forEach(
        (regression, one) -> {
          RegressionText.print(one, out);
          String said = LiveRegressions.said(one, actions, now);
          if (!said.isEmpty()) {
            out.println("  " + said);
          }
          out.println();
        });
    out.println("News:");
    news.forEach(one -> out.println("  " + RegressionText.line(one)));
    return 0;
  }

  private boolean isMeant(Regression one) {
    return one.getSeriesId().equals(id)
        || (id.length() >= 4
            && (one.getIncidentId().startsWith(id) || one.getRegressionId().startsWith(id)));
  }
}
