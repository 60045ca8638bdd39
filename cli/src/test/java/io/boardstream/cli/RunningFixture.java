package io.boardstream.cli;

import static org.awaitility.Awaitility.await;

import io.boardstream.cli.local.Addresses;
import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.LocalSystem;
import io.boardstream.cli.local.Progress;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.Health;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A local system in this process, and what a user of it looks at. */
final class RunningFixture implements AutoCloseable {

  private final Path folder;
  private final LocalSystem system;
  private final List<String> started = new CopyOnWriteArrayList<>();

  private RunningFixture(Path folder, Map<String, String> settings, boolean sample, boolean agent) {
    this.folder = folder;
    DataDir dir = new DataDir(folder);
    Path config = settingsFile(dir, settings);
    this.system =
        new LocalSystem(
            dir,
            AllSettings.load(config, Map.of()),
            new LocalSystem.Options(sample, agent, config),
            recording());
  }

  static RunningFixture start(Path folder, Map<String, String> settings, boolean sample) {
    return start(new RunningFixture(folder, settings, sample, false));
  }

  /** Without the sample, and with the agent of {@code up --with-agent}. */
  static RunningFixture startWithAgent(Path folder, Map<String, String> settings) {
    return start(new RunningFixture(folder, settings, false, true));
  }

  private static RunningFixture start(RunningFixture fixture) {
    try {
      fixture.system.start();
      return fixture;
    } catch (RuntimeException e) {
      fixture.close();
      throw e;
    }
  }

  /** Names of the parts, in the order in which they became ready. */
  List<String> started() {
    return started;
  }

  Addresses addresses() {
    return system.addresses();
  }

  Benchmarks benchmarks() {
    Map<String, String> values = system.settings().values();
    return new Benchmarks(
        values.getOrDefault(PostgresSettings.URL, ""),
        values.getOrDefault(PostgresSettings.USER, ""),
        values.getOrDefault(PostgresSettings.PASSWORD, ""));
  }

  Path document(String name) {
    return Path.of(system.addresses().documents()).resolve(name);
  }

  /** Waits until a document says so; an absent one is empty text. */
  void awaitDocument(String name, Predicate<String> says) {
    await(name)
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(50))
        .until(() -> read(document(name)), says);
  }

  /** Runs a command on this system. */
  Commands.Outcome command(String... arguments) {
    String[] all = Arrays.copyOf(arguments, arguments.length + 2);
    all[arguments.length] = "--data-dir";
    all[arguments.length + 1] = folder.toString();
    return Commands.run(all);
  }

  @Override
  public void close() {
    system.close();
  }

  private Progress recording() {
    return new Progress() {
      @Override
      public void ready(String part, String detail, Duration took) {
        started.add(part);
      }

      @Override
      public void changed(String part, Health health) {
        // Asked for where a test wants it.
      }
    };
  }

  /** In a file, as a user gives them, so that the commands find them too. */
  private static Path settingsFile(DataDir dir, Map<String, String> settings) {
    Properties properties = new Properties();
    properties.putAll(settings);
    try {
      Files.createDirectories(dir.root());
      try (Writer writer = Files.newBufferedWriter(dir.settingsFile())) {
        properties.store(writer, null);
      }
      return dir.settingsFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file) : "";
  }
}
