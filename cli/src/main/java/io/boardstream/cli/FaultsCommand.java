package io.boardstream.cli;

import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.benchmarks.faults.FaultKind;
import io.boardstream.benchmarks.faults.FaultRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The proof under faults. */
@Command(
    name = "faults",
    mixinStandardHelpOptions = true,
    description = {
      "Proves on this machine that faults lose nothing. Starts a whole system of its own, each part"
          + " in processes of its own (Postgres, broker, registry, producers of rows and catalogue,"
          + " two instances of the topology, sink), changes the flat table and the four tables at a"
          + " steady rate, and meanwhile kills (-9), pauses (SIGSTOP) and starts parts again, and"
          + " writes records that nobody can read. After each step the system must recover, and"
          + " everything that it shows is compared with one pass over the rows: topics key by key,"
          + " documents byte by byte.",
      "First each kind of fault comes once, then by chance single ones and several at once. Exit"
          + " code 1 when anything is lost, duplicated or wrong, or when the system does not"
          + " recover; data and logs stay then. About 15 s for each fault."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream faults",
      "  boardstream faults --faults 20 --seed 7 --only kill-streams,pause-streams",
      "  boardstream faults --faults 200 --rate 50 --json faults.json --dir /data/faults"
    })
final class FaultsCommand implements Callable<Integer> {

  @Option(
      names = "--faults",
      paramLabel = "N",
      description = "How many. Default: ${DEFAULT-VALUE}.")
  private int faults = 100;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description =
          "Decides load and schedule; the same gives the same plan. Default: ${DEFAULT-VALUE}.")
  private long seed = 1;

  @Option(
      names = "--rate",
      paramLabel = "N",
      description = "Transactions a second, each of one to ten changes. Default: ${DEFAULT-VALUE}.")
  private double rate = 20;

  @Option(
      names = "--only",
      paramLabel = "KIND",
      split = ",",
      description = "Only these, separated by commas: ${COMPLETION-CANDIDATES}. Default: all.")
  private Set<FaultKind> only = EnumSet.allOf(FaultKind.class);

  @Option(names = "--one-by-one", description = "Never several at once.")
  private boolean oneByOne;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      description =
          "An empty or new folder for data and logs, which stays. Default: a temporary one, removed"
              + " when all is well.")
  private @Nullable Path dir;

  @Option(names = "--json", paramLabel = "FILE", description = "Write the table there as JSON too.")
  private @Nullable Path json;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    FaultRun.Options options =
        BenchRun.options(
            spec,
            () ->
                new FaultRun.Options(
                    faults, seed, rate, only, !oneByOne, Boardstream.class.getName()));
    Console console = Console.of(spec);
    BenchRun.checkJson(spec, json);
    Path folder = folder();
    boolean exact = false;
    try {
      FaultRun.Outcome outcome =
          FaultRun.run(options, folder, line -> console.err().println("faults: " + line));
      console.out().print(outcome.report().table());
      console.out().flush();
      if (json != null) {
        outcome.report().write(json);
      }
      if (!outcome.exact()) {
        console.err().println("faults: what is off stands in " + outcome.findings());
      }
      if (outcome.broken().isPresent()) {
        throw new CommandFailedException(outcome.broken().get());
      }
      exact = outcome.exact();
    } catch (BenchmarkException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    } finally {
      if (!exact) {
        console.err().println("faults: data and logs stay in " + folder);
      }
    }
    if (exact && dir == null) {
      BenchRun.remove(folder);
    }
    return exact ? 0 : 1;
  }

  private Path folder() throws IOException {
    if (dir == null) {
      return Files.createTempDirectory("boardstream-faults-");
    }
    Path folder = Files.createDirectories(dir).toRealPath();
    try (Stream<Path> content = Files.list(folder)) {
      if (content.findAny().isPresent()) {
        throw BenchRun.usage(spec, "--dir " + dir + " is not empty; name a new folder.");
      }
    }
    return folder;
  }
}
