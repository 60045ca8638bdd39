package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import io.boardstream.sink.SinkSettings;
import io.boardstream.streams.StreamsSettings;
import java.io.IOException;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The whole system, every part in processes of its own, two instances of the topology. */
final class FaultySystem implements AutoCloseable {

  private static final int LOWEST_PORT = 20_000;
  private static final int HIGHEST_PORT = 29_999;

  private final Path dir;
  private final String cliMain;
  private final List<String> javaOptions;
  private final Map<String, String> overrides;
  private final PostgresPart postgres;
  private final BrokerPart broker;
  private final RegistryPart registry;
  private final List<Part> parts = Collections.synchronizedList(new ArrayList<>());
  private Map<String, String> values = Map.of();
  private final List<Part> streams = new ArrayList<>();
  private @Nullable Producer producer;

  /** The producer, and where it says how it is doing. */
  private record Producer(Part part, HealthProbe health) {}

  /**
   * Nothing is started yet.
   *
   * @param dir for data and logs
   * @param cliMain main class of the command {@code boardstream}
   * @param javaOptions of our own parts
   * @param overrides settings of the parts beside their addresses
   */
  FaultySystem(Path dir, String cliMain, List<String> javaOptions, Map<String, String> overrides)
      throws IOException {
    this.dir = dir;
    this.cliMain = cliMain;
    this.javaOptions = List.copyOf(javaOptions);
    this.overrides = Map.copyOf(overrides);
    Files.createDirectories(logs());
    this.postgres = new PostgresPart(dir.resolve("postgres"));
    this.broker = new BrokerPart(dir.resolve("kafka"), logs().resolve("broker.log"));
    this.registry = new RegistryPart(dir.resolve("registry"));
  }

  /** Starts the three servers. */
  void startServers() throws IOException, InterruptedException {
    parts.add(postgres);
    postgres.start();
    Map<String, String> database = new HashMap<>();
    database.put(PostgresSettings.URL, postgres.server().jdbcUrl());
    database.put(PostgresSettings.USER, postgres.server().user());
    database.put(PostgresSettings.PASSWORD, postgres.server().password());
    database.put(PostgresSettings.PUBLICATION_AUTOCREATE, "true");
    values = database;
    startBrokerAndRegistry();
  }

  /** Starts two of them, for the topology alone. */
  void startBrokerAndRegistry() throws IOException, InterruptedException {
    for (Part server : List.of(broker, registry)) {
      parts.add(server);
      server.start();
    }
    Map<String, String> all = new HashMap<>(values);
    all.putAll(overrides);
    all.put(KafkaSettings.BOOTSTRAP_SERVERS, broker.address());
    all.put(RegistrySettings.URL, registry.url().toString());
    all.put(SinkSettings.DIR, documents().toString());
    values = Map.copyOf(all);
  }

  /** Starts our own parts, after the servers. */
  void startApplications() throws IOException, InterruptedException {
    start("catalogue");
    startProducer("producer");
    for (String name : List.of("streams-1", "streams-2", "sink")) {
      start(name);
    }
    streams.add(part("streams-1"));
    streams.add(part("streams-2"));
  }

  /** Adds a part and starts it. */
  private void start(String name) throws IOException, InterruptedException {
    add(name, Map.of()).start();
  }

  /** Adds a producer, for example {@code producer-2}, and starts it: it is the one from now on. */
  void startProducer(String name) throws IOException, InterruptedException {
    int port = freePort();
    Part part = add(name, Map.of(HttpSettings.PORT, Integer.toString(port)));
    part.start();
    producer = new Producer(part, new HealthProbe(port));
  }

  /**
   * Starts the producer anew where it says that it has failed, as a supervisor does: when two are
   * at work, either can be the one that ends the other.
   */
  void superviseProducer() throws IOException, InterruptedException {
    Producer one = producer;
    if (one != null && one.health().hasFailed()) {
      one.part().kill();
      one.part().start();
    }
  }

  /** Adds a part with settings of its own. */
  Part add(String name, Map<String, String> more) throws IOException {
    Part part = new ApplicationPart(name, call(name, more));
    parts.add(part);
    return part;
  }

  private JavaProgram.Call call(String name, Map<String, String> more) throws IOException {
    Map<String, String> own = new HashMap<>(values);
    own.put(StreamsSettings.STATE_DIR, state(name).toString());
    own.putAll(more);
    Path file = dir.resolve(name + ".properties");
    Properties properties = new Properties();
    properties.putAll(own);
    try (Writer writer = Files.newBufferedWriter(file)) {
      properties.store(writer, null);
    }
    String application = name.replaceFirst("-\\d+$", "");
    return new JavaProgram.Call(
        cliMain,
        javaOptions,
        List.of("run", application, "--config", file.toString()),
        logs().resolve(name + ".log"));
  }

  /** Kills a part that was added, and forgets it. */
  void remove(Part part) throws IOException, InterruptedException {
    part.kill();
    parts.remove(part);
  }

  Part part(String name) {
    return parts.stream().filter(part -> part.name().equals(name)).findFirst().orElseThrow();
  }

  /** The one that captures now. */
  Part producer() {
    return Objects.requireNonNull(producer).part();
  }

  /** The instances of the topology. */
  List<Part> streams() {
    return List.copyOf(streams);
  }

  /** Where an instance of the topology keeps its state. */
  Path state(String name) {
    return dir.resolve("state-" + name);
  }

  /**
   * A port of the loopback address that is free now, and not one of those that outgoing connections
   * take.
   */
  static int freePort() throws IOException {
    // By chance: the one that was told last may not be in use yet.
    for (int attempt = 0; attempt < 1_000; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST_PORT, HIGHEST_PORT + 1);
      try (ServerSocket socket = new ServerSocket()) {
        socket.bind(
            new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
        return port;
      } catch (BindException e) {
        // Somebody has it.
      }
    }
    throw new BenchmarkException(
        "No free port found from %d to %d".formatted(LOWEST_PORT, HIGHEST_PORT));
  }

  Path documents() {
    return dir.resolve("documents");
  }

  Path logs() {
    return dir.resolve("logs");
  }

  /** What the parts run with. */
  Settings settings() {
    ConfigDef matrix = new ConfigDef();
    Stream.concat(MatrixSettings.KEYS.stream(), DocumentKeys.KEYS.stream())
        .forEach(
            key ->
                matrix.define(
                    key.name(),
                    ConfigDef.Type.STRING,
                    key.defaultValue(),
                    ConfigDef.Importance.LOW,
                    key.doc()));
    return Settings.load(
        List.of(
            KafkaSettings.DEFINITION,
            RegistrySettings.DEFINITION,
            PostgresSettings.DEFINITION,
            StreamsSettings.DEFINITION,
            SinkSettings.DEFINITION,
            matrix),
        null,
        Map.of(),
        values);
  }

  /** A connection to the database, which fails rather than hang when that is paused for long. */
  Connection database() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", String.valueOf(values.get(PostgresSettings.USER)));
    properties.setProperty("connectTimeout", "5");
    properties.setProperty("socketTimeout", "30");
    Connection connection =
        DriverManager.getConnection(values.get(PostgresSettings.URL), properties);
    connection.setAutoCommit(false);
    return connection;
  }

  /** kill -9 of all that runs, those first that use others. */
  @Override
  public void close() throws IOException {
    List<Part> all = new ArrayList<>(parts);
    Collections.reverse(all);
    for (Part part : all) {
      try {
        part.kill();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
