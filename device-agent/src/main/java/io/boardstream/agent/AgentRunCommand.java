package io.boardstream.agent;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.HealthEndpoint;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.Settings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParentCommand;

/** The agent itself. */
@Command(
    name = "run",
    mixinStandardHelpOptions = true,
    description = {
      "Runs the agent of this host until it is told to stop: publishes its boards on device.boards"
          + " and what they measure on device.telemetry, and does jobs on each of them, and on the"
          + " processor (device cpu), with the frontends that agent.jobs.frontends declares. Logs to"
          + " standard output.",
      "",
      "When it stops, it ends what runs and gives its jobs back to their queues.",
      "",
      "Health and metrics are served on http.port: /healthz, /readyz, /status, /metrics."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent run --config agent.properties",
      "  BOARDSTREAM_KAFKA_BOOTSTRAP_SERVERS=broker:9092 boardstream agent run"
    })
final class AgentRunCommand implements Callable<Integer> {

  @Mixin private final HostOptions options = new HostOptions();

  @ParentCommand private @Nullable AgentCommand agent;

  @Override
  public Integer call() throws InterruptedException {
    AgentCommand parent = Objects.requireNonNull(agent);
    Settings settings = options.settings(parent);
    parent.surroundings().logToConsole();
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    List<Component> parts = HostAgent.parts(settings, metrics);
    CountDownLatch end = new CountDownLatch(1);
    try (HealthEndpoint endpoint =
        new HealthEndpoint(new HttpSettings(settings.values()), () -> parts, Map::of, metrics)) {
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    parts.forEach(Component::close);
                    end.countDown();
                  },
                  "stop-on-signal"));
      endpoint.start();
      parts.forEach(Component::start);
      end.await();
    }
    return 0;
  }
}
