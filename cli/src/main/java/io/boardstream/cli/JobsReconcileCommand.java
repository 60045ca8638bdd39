package io.boardstream.cli;

import io.boardstream.agent.jobs.reconcile.Reconciler;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Looks for jobs that are lost, until it is stopped. */
@Command(
    name = "reconcile",
    mixinStandardHelpOptions = true,
    description = {
      "Looks for jobs of which nothing will come any more, until it is stopped: those that the"
          + " broker gave up, and those whose host never told how they ended. They are put into"
          + " their queue again, or ended as failed with the reason (jobs.reconcile.*).",
      "Every agent does so too, and one of all at a time; this is for a system whose agents may all"
          + " be away."
    },
    footerHeading = "%nExamples:%n",
    footer = "  boardstream jobs reconcile")
final class JobsReconcileCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws UnknownHostException {
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    Reconciler reconciler =
        new Reconciler(
            settings.values(),
            InetAddress.getLocalHost().getHostName(),
            new Version().getVersion()[0],
            Clock.systemUTC());
    Console.of(spec).out().println("Looking for jobs that are lost; what is done is in the log");
    UntilSignal life = new UntilSignal();
    life.atTheEnd(reconciler::close);
    life.run(reconciler::start);
    return 0;
  }
}
