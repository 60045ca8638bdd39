package io.boardstream.cli;

import io.boardstream.cli.view.SeriesPlot;
import io.boardstream.cli.view.SplitText;
import io.boardstream.matrix.regression.Change;
import io.boardstream.matrix.regression.ChangeDetector;
import io.boardstream.matrix.regression.DetectorRule;
import io.boardstream.matrix.regression.Split;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The numbers behind what the detector said, or did not say, of one point. */
@Command(
    name = "explain",
    mixinStandardHelpOptions = true,
    description = {
      "Prints what the detector found in a series up to a point, and why it told a change at that"
          + " point or did not: each place where one could have begun, with the numbers, and a plot.",
      "",
      "It sees the points up to that one alone, as when they arrived."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions explain --series series.csv --id llama-n300-tps",
      "  boardstream regressions explain --series series.csv --id llama-n300-tps --at 57"
    })
final class RegressionsExplainCommand implements Callable<Integer> {

  private static final int PLOTTED = 100;

  @Option(names = "--series", paramLabel = "FILE", required = true, description = "The series.")
  private @Nullable Path series;

  @Option(names = "--id", paramLabel = "SERIES", required = true, description = "Which series.")
  private String id = "";

  @Option(
      names = "--at",
      paramLabel = "INDEX",
      description = "Which point; the last one if absent.")
  private @Nullable Long at;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Console console = Console.of(spec);
    List<Long> indexes = new ArrayList<>();
    List<Double> values = new ArrayList<>();
    TreeSet<String> others = new TreeSet<>();
    new SeriesFile(Objects.requireNonNull(series), console.err())
        .read(
            (name, index, value) -> {
              others.add(name);
              if (name.equals(id) && (at == null || index <= at)) {
                indexes.add(index);
                values.add(value);
              }
            });
    if (!others.contains(id)) {
      throw new CommandFailedException(
          "%s: there is no series %s; of %d the first is %s."
              .formatted(series, id, others.size(), others.first()));
    }
    if (indexes.isEmpty() || (at != null && indexes.get(indexes.size() - 1) != (long) at)) {
      throw new CommandFailedException("%s: series %s has no point %d.".formatted(series, id, at));
    }
    explain(console.out(), indexes, values);
    return 0;
  }

  private void explain(PrintWriter out, List<Long> indexes, List<Double> values) {
    DetectorRule rule = DetectorRule.DEFAULT;
    ChangeDetector detector = new ChangeDetector(rule);
    List<Change> changes = new ArrayList<>();
    for (double value : values.subList(0, values.size() - 1)) {
      detector.add(value).ifPresent(changes::add);
    }
    double newest = values.get(values.size() - 1);
    List<Split> asked = detector.examine(newest);
    Optional<Change> now = detector.add(newest);
    now.ifPresent(changes::add);

    out.println("series " + id + ", " + values.size() + " points");
    for (Change change : changes) {
      out.println(
          "  change at %d, told at %d: %s"
              .formatted(
                  indexes.get((int) change.changedAt()),
                  indexes.get((int) change.detectedAt()),
                  SplitText.shift(change.split())));
    }
    out.println();
    int from = Math.max(0, values.size() - PLOTTED);
    new SeriesPlot(values.subList(from, values.size()))
        .print(
            out,
            indexes.get(from),
            indexes.get(indexes.size() - 1),
            changes.stream().map(change -> (int) change.changedAt() - from).toList());
    out.println();
    long index = indexes.get(indexes.size() - 1);
    out.println("point %d: %s".formatted(index, SplitText.verdict(now, asked, rule, indexes)));
    if (!asked.isEmpty()) {
      out.println();
      TextTable table = new TextTable(SplitText.COLUMNS);
      asked.forEach(split -> table.add(SplitText.row(split, indexes)));
      table.print(out);
    }
    out.flush();
  }
}
