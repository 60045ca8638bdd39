package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.matrix.regression.Change;
import io.boardstream.matrix.regression.ChangeDetector;
import io.boardstream.matrix.regression.DetectorRule;
import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The detector over series of a file. */
@Command(
    name = "evaluate",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the detector over the series of a CSV file, point by point as if they arrived now, and"
          + " writes what it would have told: series_id, detected_at_index, change_index, direction.",
      "",
      "The file has the columns series_id, index and value; further ones are ignored. The points of a"
          + " series come by ascending index. What cannot be used is told and left out."
    },
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream regressions evaluate --series series.csv --out detections.csv"})
final class RegressionsEvaluateCommand implements Callable<Integer> {

  @Option(names = "--series", paramLabel = "FILE", required = true, description = "The series.")
  private @Nullable Path series;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      required = true,
      description = "The changes; replaced at once and whole where it exists.")
  private @Nullable Path out;

  @Spec private @Nullable CommandSpec spec;

  /** A series as far as it was read; positions in it are not always the indexes of the file. */
  private static final class Reading {
    private final ChangeDetector detector = new ChangeDetector(DetectorRule.DEFAULT);
    private final List<Long> indexes = new ArrayList<>();
  }

  @Override
  public Integer call() throws IOException {
    Path to = Objects.requireNonNull(out).toAbsolutePath().normalize();
    if (Files.isDirectory(to) || to.getParent() == null || !Files.isWritable(to.getParent())) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--out " + out + ": no file can be written there.");
    }
    Console console = Console.of(spec);
    ProgressBar bar = ProgressBar.on(console.err());
    Detections detections = new Detections(bar);
    long points =
        new SeriesFile(Objects.requireNonNull(series), console.err()).read(detections::next);
    bar.end();
    WholeFile.replace(to, detections.text.toString().getBytes(UTF_8));
    console
        .err()
        .println(
            "%d changes in %d series of %d points, in %s"
                .formatted(detections.changes, detections.readings.size(), points, to));
    return 0;
  }

  /** What is found, line by line. */
  private static final class Detections {
    private final Map<String, Reading> readings = new HashMap<>();
    private final StringBuilder text =
        new StringBuilder("series_id,detected_at_index,change_index,direction\n");
    private final ProgressBar bar;
    private long points;
    private long changes;

    Detections(ProgressBar bar) {
      this.bar = bar;
    }

    void next(String id, long index, double value) {
      Reading reading = readings.computeIfAbsent(id, unknown -> new Reading());
      reading.indexes.add(index);
      Optional<Change> change = reading.detector.add(value);
      if (change.isPresent()) {
        long began = reading.indexes.get(Math.toIntExact(change.get().changedAt()));
        String direction = change.get().up() ? "up" : "down";
        text.append("%s,%d,%d,%s\n".formatted(quoted(id), index, began, direction));
        changes++;
      }
      if (++points % 10_000 == 0) {
        bar.at("points", points, Double.NaN);
      }
    }

    private static String quoted(String id) {
      return id.matches("[^\",\r\n]*") ? id : '"' + id.replace("\"", "\"\"") + '"';
    }
  }
}
