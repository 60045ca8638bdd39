package io.boardstream.cli;

import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.jobs.AgentJobs;
import io.boardstream.agent.jobs.BoardSlot;
import io.boardstream.agent.jobs.reconcile.Reconciler;
import io.boardstream.agent.onnx.SampleModels;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Does jobs on this host until it is stopped: those for the device cpu, with the frontends that are
 * declared.
 */
@Command(
    name = "serve",
    mixinStandardHelpOptions = true,
    description =
        "Does jobs on this host until it is stopped: those for the device cpu, with the frontends that are declared.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream jobs serve --models ./models")
final class JobsServeCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--models",
      paramLabel = "DIR",
      description =
          "Models that jobs may name by path. Default: agent/samples in the data folder, with two"
              + " small models to try.")
  private @Nullable Path models;

  @Option(
      names = "--frontends",
      paramLabel = "FILE",
      description = "YAML that declares frontends beside the built-in onnx-cpu.")
  private @Nullable Path frontends;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    Path data = options.dataDir().root().resolve("agent").toAbsolutePath();
    Frontends declared = Frontends.builtIn();
    if (frontends != null) {
      declared =
          declared.plus(new CatalogueText(frontends.toString(), Files.readString(frontends)));
    }
    Path served = models;
    if (served == null) {
      served = data.resolve("samples");
      SampleModels.write(served);
    }
    String host = InetAddress.getLocalHost().getHostName();
    AgentJobs jobs =
        new AgentJobs(
            new AgentJobs.Options(
                data.toString(),
                host,
                new Version().getVersion()[0],
                data,
                served.toAbsolutePath(),
                declared),
            settings.values(),
            () -> List.of(BoardSlot.processor(host)));
    Reconciler reconciler =
        new Reconciler(settings.values(), host, new Version().getVersion()[0], Clock.systemUTC());
    Console.of(spec)
        .out()
        .println("Serving jobs for cpu with " + declared.names() + "; models in " + served);
    UntilSignal life = new UntilSignal();
    life.atTheEnd(
        () -> {
          jobs.close();
          reconciler.close();
        });
    life.run(
        () -> {
          jobs.start();
          reconciler.start();
        });
    return 0;
  }
}
