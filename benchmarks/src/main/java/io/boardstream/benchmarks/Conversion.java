package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.benchmarks.Launcher.Running;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.csv.CsvReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * How fast {@code boardstream convert} makes the documents of a CSV file, and in how much memory;
 * beside it, what only reading the same file takes.
 */
public final class Conversion {

  /**
   * What to measure.
   *
   * @param rows rows of the file
   * @param rounds measured rounds, after one for warming up; conversion and baselines take turns
   */
  public record Options(int rows, int rounds) {
    public Options {
      if (rows < 1 || rounds < 1) {
        throw new IllegalArgumentException("rows and rounds must be 1 or more");
      }
    }
  }

  private static final int MODELS = 30;
  private static final int ROWS_AT_ONCE = 10_000;
  private static final long POLL_MS = 20;
  private static final Duration TOO_LONG = Duration.ofMinutes(10);

  /** What every script over such a file begins with: the lines taken apart by Python's own csv. */
  private static final String PYTHON_PASS =
      "import csv, sys\nwith open(sys.argv[1], newline='') as f:\n    print(sum(1 for row in csv.reader(f)))";

  private final Options options;
  private final Launcher launcher;
  private final Path dir;
  private final Path csv;
  private final Progress progress;

  private Conversion(Options options, Launcher launcher, Path dir, Progress progress) {
    this.options = options;
    this.launcher = launcher;
    this.dir = dir;
    this.csv = dir.resolve("rows.csv");
    this.progress = progress;
  }

  /**
   * Measures.
   *
   * @param command the executable {@code boardstream}, built
   * @param dir for the file and the documents, empty
   * @throws BenchmarkException when a conversion fails
   */
  public static Report run(Options options, Path command, Path dir, Progress progress)
      throws IOException, InterruptedException {
    Launcher launcher = Launcher.of(command, dir.resolve("output"));
    return new Conversion(options, launcher, dir, progress).measure();
  }

  private Report measure() throws IOException, InterruptedException {
    progress.says("writing %,d rows".formatted(options.rows()));
    writeCsv();
    List<Double> converting = new ArrayList<>();
    List<Double> reading = new ArrayList<>();
    List<Double> python = new ArrayList<>();
    List<Double> peaks = new ArrayList<>();
    for (int round = 0; round <= options.rounds(); round++) {
      progress.says(
          "round %d of %d%s".formatted(round, options.rounds(), round == 0 ? " (to warm up)" : ""));
      Converted converted = convert(dir.resolve("documents-" + round));
      double read = secondsOf(this::read);
      Optional<Double> passed = pythonPass();
      if (round > 0) { // The first fills the page cache and warms up this virtual machine.
        converting.add(converted.seconds());
        peaks.add(converted.peakRssMib());
        reading.add(read);
        passed.ifPresent(python::add);
      }
    }
    double seconds = Report.median(converting);
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("rows", (long) options.rows());
    figures.put("rounds", (long) options.rounds());
    figures.put("seconds", seconds);
    figures.put("rows_per_s", options.rows() / seconds);
    figures.put("peak_rss_mib", peaks.stream().mapToDouble(peak -> peak).max().orElseThrow());
    figures.put("reading_alone_s", Report.median(reading));
    figures.put("ratio_to_reading_alone", seconds / Report.median(reading));
    if (!python.isEmpty()) {
      figures.put("python_csv_pass_s", Report.median(python));
      figures.put("ratio_to_python_csv_pass", seconds / Report.median(python));
    }
    return new Report("convert").add("convert --from csv", figures);
  }

  private record Converted(double seconds, double peakRssMib) {}

  /** As a user does: a process of its own, from the start of the command to its end. */
  private Converted convert(Path documents) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    Running running =
        launcher.start(
            List.of("convert", "--from", "csv", "--file", csv.toString(), "--dir", "" + documents));
    double peak = 0;
    while (!running.process().waitFor(POLL_MS, TimeUnit.MILLISECONDS)) {
      peak = Math.max(peak, ProcessMemory.peakRssMib(running.process().toHandle()));
      if (System.nanoTime() - begun > TOO_LONG.toNanos()) {
        running.process().destroyForcibly();
        throw new BenchmarkException("The conversion does not end: " + running.printed());
      }
    }
    double seconds = (System.nanoTime() - begun) / 1e9;
    if (running.process().exitValue() != 0) {
      throw new BenchmarkException("The conversion failed: " + running.printed());
    }
    return new Converted(seconds, peak);
  }

  private void read() {
    new CsvReader(csv, "csv", CsvReader.Listener.NONE).read(row -> {});
  }

  /** Empty where there is no Python. */
  private Optional<Double> pythonPass() throws InterruptedException {
    long begun = System.nanoTime();
    try {
      Process python =
          new ProcessBuilder("python3", "-c", PYTHON_PASS, csv.toString())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return python.waitFor() == 0
          ? Optional.of((System.nanoTime() - begun) / 1e9)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static double secondsOf(Runnable work) {
    long begun = System.nanoTime();
    work.run();
    return (System.nanoTime() - begun) / 1e9;
  }

  private void writeCsv() throws IOException {
    Nightlies nights = new Nightlies(1, MODELS);
    try (BufferedWriter out = Files.newBufferedWriter(csv, UTF_8)) {
      out.write(String.join(",", RowMapper.COLUMNS) + "\n");
      for (int written = 0; written < options.rows(); written += ROWS_AT_ONCE) {
        for (BenchmarkRow row : nights.take(Math.min(ROWS_AT_ONCE, options.rows() - written))) {
          out.write(line(row));
        }
      }
    }
  }

  /** Simulated values need no quotes. Counts are written as floats, as real reporters do. */
  private static String line(BenchmarkRow row) {
    return RowMapper.COLUMNS.stream()
            .map(column -> row.get(column))
            .map(value -> value == null ? "" : value instanceof Long ? value + ".0" : "" + value)
            .collect(Collectors.joining(","))
        + "\n";
  }
}
