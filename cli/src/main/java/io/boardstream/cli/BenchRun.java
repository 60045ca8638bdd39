package io.boardstream.cli;

import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.benchmarks.Progress;
import io.boardstream.benchmarks.Report;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.SQLException;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** What all benchmarks share: where their data goes meanwhile, and where the figures go. */
final class BenchRun {

  /** Measures, with its data in a folder that is its own. */
  @FunctionalInterface
  interface Benchmark {
    Report measure(Path dir, Progress progress)
        throws IOException, SQLException, ExecutionException, InterruptedException;
  }

  @Option(
      names = "--json",
      paramLabel = "FILE",
      description = "Write the figures there as JSON too, with what this machine is.")
  private @Nullable Path json;

  @Option(
      names = "--work-dir",
      paramLabel = "DIR",
      description =
          "Where to keep data meanwhile: the disk that is measured. Default: the system's folder"
              + " for temporary files.")
  private @Nullable Path workDir;

  /**
   * The sizes that the user chose.
   *
   * @throws ParameterException when they are none
   */
  static <T> T options(@Nullable CommandSpec spec, Supplier<T> options) {
    try {
      return options.get();
    } catch (IllegalArgumentException e) {
      throw usage(spec, String.valueOf(e.getMessage()));
    }
  }

  /** Measures and prints. The data is removed; after a failure it stays for a look at the logs. */
  int run(@Nullable CommandSpec spec, Benchmark benchmark)
      throws IOException, SQLException, InterruptedException {
    Console console = Console.of(spec);
    String name = Objects.requireNonNull(spec).name();
    checkJson(spec, json);
    Path dir = newFolder(name);
    boolean done = false;
    try {
      Report report =
          benchmark.measure(dir, line -> console.err().println("bench " + name + ": " + line));
      console.out().print(report.table());
      console.out().flush();
      if (json != null) {
        report.write(json);
      }
      done = true;
    } catch (BenchmarkException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    } catch (ExecutionException e) {
      throw new CommandFailedException("Kafka failed: " + e.getCause(), e);
    } finally {
      if (!done) {
        console.err().println("bench " + name + ": failed; data and logs stay in " + dir);
      }
    }
    remove(dir);
    return 0;
  }

  /** Before minutes of measuring, not after them. */
  static void checkJson(@Nullable CommandSpec spec, @Nullable Path json) {
    if (json == null) {
      return;
    }
    Path folder = json.toAbsolutePath().normalize().getParent();
    if (Files.isDirectory(json) || folder == null || !Files.isWritable(folder)) {
      throw usage(spec, "--json " + json + ": no file can be written there.");
    }
  }

  private Path newFolder(String name) throws IOException {
    String prefix = "boardstream-" + name + "-";
    if (workDir == null) {
      return Files.createTempDirectory(prefix);
    }
    return Files.createTempDirectory(Files.createDirectories(workDir).toAbsolutePath(), prefix);
  }

  static void remove(Path dir) throws IOException {
    Files.walkFileTree(
        dir,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure)
              throws IOException {
            if (failure != null) {
              throw failure;
            }
            Files.delete(folder);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  static ParameterException usage(@Nullable CommandSpec spec, String message) {
    return new ParameterException(Objects.requireNonNull(spec).commandLine(), message);
  }

  /** The command that started this process, for the benchmarks that start the system by it. */
  static Path command() {
    return Path.of(System.getProperty("boardstream.command", "./boardstream"));
  }
}
