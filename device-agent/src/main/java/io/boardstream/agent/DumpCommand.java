package io.boardstream.agent;

import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.dump.TelemetryDump;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Telemetry into spreadsheets. */
@Command(
    name = "dump",
    mixinStandardHelpOptions = true,
    description = {
      "Writes what all boards measure into a folder, until Enter is pressed or a duration is over: a"
          + " CSV file per board, and telemetry.xlsx with a sheet per board.",
      "",
      "Columns: seconds since the start; core voltage (V); AICLK, ARCCLK, AXICLK (MHz); core current"
          + " (A) and power (W); core, VREG, inlet and two outlet temperatures (°C). What a board does"
          + " not tell stays empty."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent dump",
      "  boardstream agent dump --dir my-dump --duration 30",
      "  boardstream agent dump --interval 0.1 --duration 5"
    })
final class DumpCommand implements Callable<Integer> {

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");
  private static final double NANOS = 1e9;
  private static final double LEAST_INTERVAL = 0.01;

  @Mixin private final BoardOptions options = new BoardOptions();

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description = "Where. Default: boardstream-dump_<time>.")
  private @Nullable Path folder;

  @Option(
      names = "--duration",
      paramLabel = "SECONDS",
      description = "How long. Default: until Enter is pressed.")
  private @Nullable Double duration;

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      defaultValue = "0.5",
      description = "Between two samples, 0.01 or more. Default: ${DEFAULT-VALUE}.")
  private double interval;

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    var command = Objects.requireNonNull(spec).commandLine();
    if (!(interval >= LEAST_INTERVAL && interval <= 3_600)) {
      throw new ParameterException(command, "--interval is 0.01 to 3600 seconds, not " + interval);
    }
    Double limit = duration;
    if (limit != null && !(limit > 0)) {
      throw new ParameterException(command, "--duration is more than 0 seconds, not " + limit);
    }
    Supplier<Sighting> looks = options.looks(agent);
    PrintWriter err = command.getErr();
    Sighting first = looks.get();
    first.problems().forEach(problem -> err.println("! " + problem));
    if (first.boards().isEmpty()) {
      err.println("No boards were found. 'boardstream agent check' says what is missing.");
      return 1;
    }
    Path target =
        folder != null
            ? folder
            : Path.of(
                "boardstream-dump_" + STAMP.format(LocalDateTime.now(ZoneId.systemDefault())));
    try (TelemetryDump dump = new TelemetryDump(target)) {
      // Ctrl-C ends a dump as Enter does: with all files whole.
      Runtime.getRuntime().addShutdownHook(new Thread(dump::close, "finish-dump"));
      err.printf(
          "Dumping %d boards into %s, every %s s. %s%n",
          first.boards().size(),
          target,
          interval,
          limit == null ? "Press Enter to stop." : "Stops after " + limit + " s.");
      sample(dump, looks, limit == null ? enter() : new CountDownLatch(1), limit);
      err.printf("%d samples of %d boards.%n", dump.looks(), dump.boards());
    }
    command.getOut().println(target);
    return 0;
  }

  private void sample(
      TelemetryDump dump, Supplier<Sighting> looks, CountDownLatch end, @Nullable Double limit)
      throws InterruptedException {
    long start = System.nanoTime();
    long step = (long) (interval * NANOS);
    long stop = limit == null ? Long.MAX_VALUE : (long) (limit * NANOS);
    long next = step;
    while (next <= stop && !end.await(next - (System.nanoTime() - start), TimeUnit.NANOSECONDS)) {
      Sighting sighting = looks.get();
      dump.add((System.nanoTime() - start) / NANOS, sighting);
      next = Math.max(next + step, System.nanoTime() - start);
    }
  }

  /** Counts down when Enter is pressed. The end of the input is no Enter: there is nobody then. */
  private static CountDownLatch enter() {
    CountDownLatch pressed = new CountDownLatch(1);
    Thread reader =
        new Thread(
            () -> {
              InputStream in = System.in;
              try {
                for (int read = in.read(); read >= 0; read = in.read()) {
                  if (read == '\n' || read == '\r') {
                    pressed.countDown();
                    return;
                  }
                }
              } catch (IOException e) {
                return; // As if there were no input.
              }
            },
            "await-enter");
    reader.setDaemon(true);
    reader.start();
    return pressed;
  }
}
