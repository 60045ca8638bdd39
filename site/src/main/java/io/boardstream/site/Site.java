package io.boardstream.site;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.runtime.TopicFeed;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.javalin.Javalin;
import io.javalin.compression.CompressionStrategy;
import io.javalin.util.JavalinBindException;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
  private final Following matrixFeed;
  private final Following boardFeed;
  private final Optional<Following> historyFeed;
  private final History history;
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
    this.client = client(kafka);
    Documents documents = new Documents(this.settings.documents());
    String epoch = UUID.randomUUID().toString().substring(0, 8);
    this.matrix =
        new LiveMatrix(
            new KnownModel.Maker(documents), new EventLog(epoch, this.settings.eventsKept()));
    AvroSerdes serdes = serdes(settings);
    Clock clock = Clock.systemUTC();
    Reading reading = new Reading(matrix, kafka, serdes);
    this.matrixFeed =
        new Following(
            "matrix",
            client,
            reading.topics(),
            matrix,
            feed -> {
              feed.open();
              return new Follower(feed, reading, clock);
            },
            clock);
    LiveBoards boards = new LiveBoards(clock);
    BoardReading boardReading = new BoardReading(boards, kafka, serdes);
    this.boardFeed =
        new Following(
            "boards",
            client,
            boardReading.topics(),
            boards,
            feed -> boardReading.open(feed, clock),
            clock);
    this.history = new History(this.settings);
    this.historyFeed = historyFeed(kafka, serdes, clock);
    this.events = new EventsServlet(this.settings, matrix);
    this.routes =
        new Routes(
            this.settings,
            matrix,
            new Views(matrix, documents),
            List.of(
                new HistoryRoutes(history),
                new BoardRoutes(boards),
                new OverviewRoutes(matrix, history, clock)),
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
      var unused = new ConsumerConfig(TopicFeed.settings(client, Following.CLIENT_ID));
    } catch (ConfigException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
    history.takeFolder();
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
    matrixFeed.start();
    boardFeed.start();
    historyFeed.ifPresent(Following::start);
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
    Health matrix = matrixFeed.health();
    List<Health> others = new ArrayList<>(List.of(boardFeed.health()));
    historyFeed.ifPresent(one -> others.add(one.health()));
    return together(matrix, others);
  }

  /**
   * The matrix decides; the rest has to have been read, and to be alive. What else is wrong with it
   * is told, and no reason to send readers away.
   */
  private static Health together(Health matrix, List<Health> others) {
    if (!matrix.isUp()) {
      return matrix;
    }
    for (Health.State state : List.of(Health.State.FAILED, Health.State.STARTING)) {
      for (Health one : others) {
        if (one.state() == state) {
          return one;
        }
      }
    }
    String causes =
        Stream.concat(Stream.of(matrix), others.stream())
            .map(Health::cause)
            .filter(cause -> !cause.isEmpty())
            .collect(Collectors.joining(" "));
    return new Health(Health.State.UP, causes);
  }

  private Optional<Following> historyFeed(KafkaSettings kafka, AvroSerdes serdes, Clock clock) {
    if (!history.isKept()) {
      return Optional.empty();
    }
    String runs = TopicCatalogue.BENCHMARK_RUNS.name(kafka.topicsPrefix());
    HistoryFollower.Sources sources =
        new HistoryFollower.Sources(
            history,
            runs,
            client,
            serdes.values(BenchmarkRun.class).deserializer(),
            new HashSet<>(),
            clock);
    return Optional.of(
        new Following(
            "history",
            client,
            List.of(runs),
            history,
            feed -> HistoryFollower.open(feed, sources),
            clock));
  }

  private static Map<String, Object> client(KafkaSettings kafka) {
    Map<String, Object> client = new HashMap<>(kafka.client());
    // Back quickly: somebody is looking.
    client.putIfAbsent(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
    // Records of a matrix of 10,000 models wait in our memory, not in the client's as well.
    client.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 8 << 20);
    return client;
  }

  @Override
  public void close() {
    events.stop();
    Javalin started = server;
    if (started != null) {
      started.stop();
    }
    matrixFeed.close();
    boardFeed.close();
    historyFeed.ifPresent(Following::close);
    history.close();
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
