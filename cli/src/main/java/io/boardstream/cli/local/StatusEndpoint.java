package io.boardstream.cli.local;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.HealthEndpoint;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Health and metrics of a local system, on a port that it keeps. */
final class StatusEndpoint implements AutoCloseable {

  private final DataDir dir;
  private final Settings settings;
  private final List<? extends Component> parts;
  private final Supplier<Map<String, ?>> extras;
  private final PrometheusMeterRegistry metrics;
  private HealthEndpoint endpoint;

  StatusEndpoint(
      DataDir dir,
      Settings settings,
      List<? extends Component> parts,
      Supplier<Map<String, ?>> extras,
      PrometheusMeterRegistry metrics) {
    this.dir = dir;
    this.settings = settings;
    this.parts = parts;
    this.extras = extras;
    this.metrics = metrics;
    this.endpoint = on(0);
  }

  /**
   * Listens.
   *
   * @throws SettingsException when the port that is set is in use
   */
  void start() {
    int port = new LocalSettings(settings.values()).httpPort();
    if (port != 0) {
      endpoint = on(port);
      endpoint.start();
    } else if (!startsOn(lastPort())) {
      endpoint = on(0);
      endpoint.startOnFreePort();
    }
  }

  /** Its base URL, once started. */
  String url() {
    return endpoint.address().toString();
  }

  @Override
  public void close() {
    endpoint.close();
  }

  private boolean startsOn(Optional<Integer> port) {
    if (port.isEmpty()) {
      return false;
    }
    try {
      endpoint = on(port.get());
      endpoint.start();
      return true;
    } catch (SettingsException e) {
      // Somebody has taken it since; nobody has been promised this one.
      return false;
    }
  }

  private Optional<Integer> lastPort() {
    return RunningSystem.lastOf(dir)
        .map(last -> URI.create(last.http()).getPort())
        .filter(port -> port > 0);
  }

  private HealthEndpoint on(int port) {
    Settings withPort = settings.with(Map.of(HttpSettings.PORT, Integer.toString(port)));
    return new HealthEndpoint(new HttpSettings(withPort.values()), () -> parts, extras, metrics);
  }
}
