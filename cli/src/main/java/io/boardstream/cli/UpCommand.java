package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.LocalSystem;
import io.boardstream.runtime.Settings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The whole system on this machine. */
@Command(
    name = "up",
    mixinStandardHelpOptions = true,
    description = {
      "Starts everything on this machine: Postgres, Kafka, schema registry, capture, topology and"
          + " documents. The first start brings a sample nightly; later ones go on where the last"
          + " one stopped.",
      "A server whose address the settings name (postgres.url, kafka.bootstrap.servers,"
          + " schema.registry.url) is used, and not started."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream up",
      "  boardstream up --with-agent",
      "  boardstream up --detach --data-dir /var/lib/boardstream --no-sample",
      "  boardstream up --config mine.properties --print-config"
    })
final class UpCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(names = "--no-sample", description = "Begin with an empty table.")
  private boolean noSample;

  @Option(
      names = "--with-agent",
      description =
          "Start an agent as well: it does jobs on this machine's processor (device cpu, frontend"
              + " onnx-cpu, for real), and has two boards that do not exist, unless agent.boards.root"
              + " names a tree. What they tell never counts in documents, unless"
              + " agent.simulated=counted.")
  private boolean withAgent;

  @Option(names = "--detach", description = "Run in the background; returns once it is ready.")
  private boolean detach;

  /** Given by {@code --detach} to the process that it starts. */
  @Option(names = "--in-background", hidden = true)
  private boolean inBackground;

  @Option(
      names = "--print-config",
      description = "Print every setting with its value, secrets masked, and start nothing.")
  private boolean printConfig;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    Console console = Console.of(spec);
    DataDir dir = options.dataDir();
    Path config = options.file();
    Settings settings = options.settings();
    if (printConfig) {
      console.out().print(settings.print());
      return 0;
    }
    if (detach) {
      return new Background(dir, console).start(arguments(dir, config));
    }
    long began = System.nanoTime();
    console.out().println("Boardstream in " + dir);
    LocalSystem system =
        new LocalSystem(
            dir,
            settings,
            new LocalSystem.Options(!noSample, withAgent, config),
            new ConsoleProgress(console.out()));
    Logging.toFile(dir.logFile());
    UntilSignal life = new UntilSignal();
    life.atTheEnd(() -> stop(system, console));
    life.run(
        () -> {
          system.start();
          sayReady(system, dir, console, Duration.ofNanos(System.nanoTime() - began));
        });
    return 0;
  }

  private void sayReady(LocalSystem system, DataDir dir, Console console, Duration took) {
    console.out().println("Ready after %.1f s.".formatted(took.toMillis() / 1_000.0));
    new NextSteps(dir, system.addresses(), inBackground, withAgent)
        .print(console.out(), system.statusUrl());
    system.announceReady();
  }

  private void stop(LocalSystem system, Console console) {
    console.out().println("Stopping.");
    system.close();
    console.out().println("Stopped. The data stays in " + options.dataDir());
  }

  private List<String> arguments(DataDir dir, @Nullable Path config) {
    List<String> arguments =
        new ArrayList<>(List.of("up", "--in-background", "--data-dir", dir.toString()));
    if (config != null) {
      arguments.addAll(List.of("--config", config.toString()));
    }
    if (noSample) {
      arguments.add("--no-sample");
    }
    if (withAgent) {
      arguments.add("--with-agent");
    }
    return arguments;
  }
}
