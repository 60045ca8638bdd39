package io.boardstream.site;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.common.config.ConfigException;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The live matrix in a browser, and its JSON API. Reads the compacted topics and writes nothing, so
 * that any number of replicas may serve it. It answers from the start on, is ready once all was
 * read, and then goes on serving what it has, whatever is away.
 */
public final class Site implements Component {

  private static final Logger log = LoggerFactory.getLogger(Site.class);

  private final SiteSettings settings;
  private final LiveMatrix matrix;
  private final MatrixFeed feed;
  private final EventsServlet events;
  private final Routes routes;
  private final Map<String, Object> client;
  private @Nullable Javalin server;

  /**
   * A site that is not started yet.
   *
   * @throws SettingsException when a setting is out of range
   */
  public Site(Settings settings, MeterRegistry registry) {
    this.settings = new SiteSettings(settings.values());
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.client = kafka.client();
    Documents documents = new Documents(this.settings.documents());
    String epoch = UUID.randomUUID().toString().substring(0, 8);
    this.matrix =
        new LiveMatrix(
            new KnownModel.Maker(documents), new EventLog(epoch, this.settings.eventsKept()));
    Reading reading = new Reading(matrix, kafka, serdes(settings));
    this.feed = new MatrixFeed(client, reading, matrix, Clock.systemUTC());
    this.events = new EventsServlet(this.settings, matrix);
    this.routes =
        new Routes(
            this.settings,
            matrix,
            new Views(matrix, documents),
            new Assets(),
            this::health,
            registry);
    Gauge.builder("boardstream.site.models", matrix, it -> it.models().size())
        .description("Models that the site shows")
        .register(registry);
    Gauge.builder("boardstream.site.event.clients", events, EventsServlet::clients)
        .description("Browsers that follow the events")
        .register(registry);
    Gauge.builder("boardstream.site.live", matrix, it -> it.state().isLive() ? 1 : 0)
        .description("1 while every change is shown as it comes")
        .register(registry);
  }

  @Override
  public String name() {
    return "site";
  }

  @Override
  public void start() {
    try {
      // Throws on a client setting that has no meaning, before any thread is started.
      var unused = new ConsumerConfig(TopicFeed.settings(client));
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
    Javalin made =
        Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.startup.showOldJavalinVersionWarning = false;
              config.startup.startupWatcherEnabled = false;
              // Documents are kept compressed; the little that is not is not worth it.
              config.http.compressionStrategy = CompressionStrategy.NONE;
              config.http.prefer405over404 = true;
              config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
              config.jetty.modifyServletContextHandler(
                  handler -> {
                    ServletHolder holder = new ServletHolder(events);
                    holder.setAsyncSupported(true);
                    handler.addServlet(holder, "/api/events");
                  });
              routes.addTo(config.routes);
            });
    try {
      made.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      throw new SettingsException(
          "Cannot listen on %s:%d for the site: %s. Free the port, or set %s to another (0 for any)."
              .formatted(settings.host(), settings.port(), e.getMessage(), SiteSettings.PORT),
          e);
    }
    server = made;
    events.start();
    feed.start();
    log.info("The site is at {}", address());
  }

  /** Base URL; only once started. */
  public URI address() {
    Javalin started = server;
    if (started == null) {
      throw new IllegalStateException("Not listening");
    }
    String host = settings.host();
    if (host.equals("0.0.0.0") || host.equals("::")) {
      host = "127.0.0.1";
    }
    return URI.create(
        "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, started.port()));
  }

  @Override
  public Health health() {
    return feed.health();
  }

  @Override
  public void close() {
    events.stop();
    Javalin started = server;
    if (started != null) {
      started.stop();
    }
    feed.close();
  }

  private static AvroSerdes serdes(Settings settings) {
    Map<String, String> values = new HashMap<>(settings.values());
    // The feed waits by itself, and meanwhile the site says how old its matrix is.
    values.put(RegistrySettings.RETRY_TIMEOUT_MS, "0");
    try {
      AvroSerdes serdes = new AvroSerdes(values);
      // Fails here on a class that is no deserializer, not at the first record.
      serdes.values(ModelCompatibility.class).deserializer().close();
      return serdes;
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }
}
