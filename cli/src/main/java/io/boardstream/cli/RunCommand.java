package io.boardstream.cli;

import io.boardstream.cli.local.Application;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.HealthEndpoint;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.TopicCreator;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** One part in a process of its own. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs one part in this process, against the servers that the settings name (or those of the"
          + " running local system). Logs to standard output.",
      "Health and metrics are served on http.port: /healthz, /readyz, /status, /metrics."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream run producer --config mine.properties",
      "  BOARDSTREAM_HTTP_PORT=8080 boardstream run streams --config mine.properties"
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Parameters(paramLabel = "PART", description = "One of ${COMPLETION-CANDIDATES}.")
  private Application application = Application.STREAMS;

  @Override
  public Integer call() {
    Settings settings = options.ofRunningSystem();
    Logging.toConsole();
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Component part = application.create(settings, metrics);
    HealthEndpoint endpoint =
        new HealthEndpoint(
            new HttpSettings(settings.values()), () -> List.of(part), Map::of, metrics);
    Thread starter = Thread.currentThread();
    UntilSignal life = new UntilSignal();
    life.atTheEnd(
        () -> {
          // It may be waiting for Kafka.
          starter.interrupt();
          LOG.info("Stopping {}", part.name());
          part.close();
          endpoint.close();
        });
    life.run(
        () -> {
          endpoint.start();
          new TopicCreator(new KafkaSettings(settings.values()))
              .ensure(health -> LOG.info("Topics: {} {}", health.state(), health.cause()));
          part.start();
          // What becomes of it is told by its health; who watches it decides about a restart.
          LOG.info("Started {}", part.name());
        });
    return 0;
  }
}
