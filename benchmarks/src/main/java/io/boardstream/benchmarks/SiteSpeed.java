package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.TopicCreator;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;

/** The site with many models and many readers: start, memory, answers a second, events. */
public final class SiteSpeed {

  private static final double NANOS_PER_S = 1e9;
  private static final long LIMIT_NANOS = 300_000_000_000L;

  /**
   * What to measure.
   *
   * @param models in the matrix, each on eleven devices
   * @param clients that follow the events
   * @param changes of one model, each awaited by all clients
   * @param seconds of asking for models
   */
  public record Options(int models, int clients, int changes, int seconds) {

    public Options {
      if (models < 1 || clients < 1 || changes < 1 || seconds < 1) {
        throw new IllegalArgumentException(
            "--models, --clients, --changes and --seconds must be 1 or more.");
      }
    }
  }

  private final Options options;
  private final Path dir;
  private final Progress progress;
  private final Report report = new Report("site");
  private final int port;

  private SiteSpeed(Options options, Path dir, Progress progress) throws IOException {
    this.options = options;
    this.dir = dir;
    this.progress = progress;
    this.port = freePort();
  }

  /**
   * Starts a broker, a registry and the site, and measures.
   *
   * @param command the executable {@code boardstream}
   */
  public static Report run(Options options, Path command, Path dir, Progress progress)
      throws IOException, InterruptedException, ExecutionException {
    return new SiteSpeed(options, dir, progress).measured(command);
  }

  private Report measured(Path command)
      throws IOException, InterruptedException, ExecutionException {
    Launcher launcher = Launcher.of(command, Files.createDirectories(dir.resolve("output")));
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("broker"), 0);
        EmbeddedRegistry registry =
            EmbeddedRegistry.start(Files.createDirectories(dir.resolve("registry")), 0)) {
      Map<String, String> servers =
          Map.of(
              "kafka.bootstrap.servers", broker.bootstrapServers(),
              "schema.registry.url", registry.url().toString());
      new TopicCreator(new KafkaSettings(servers)).ensure(health -> {});
      Serializer<ModelCompatibility> values =
          new AvroSerdes(servers).values(ModelCompatibility.class).serializer();
      try (KafkaProducer<byte[], byte[]> producer =
          new KafkaProducer<>(
              Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", 5),
              new ByteArraySerializer(),
              new ByteArraySerializer())) {
        progress.says("writing %d models".formatted(options.models()));
        for (int i = 0; i < options.models(); i++) {
          send(producer, values, i, "Bench Model " + i);
        }
        producer.flush();
        Path config = config(servers);
        progress.says("starting the site");
        long began = System.nanoTime();
        Launcher.Running site =
            launcher.start(List.of("run", "site", "--config", config.toString()));
        try {
          awaitReady(site);
          start(began);
          events(producer, values);
          gets();
        } finally {
          site.process().descendants().forEach(ProcessHandle::destroy);
          site.process().destroy();
          site.process().waitFor();
        }
      }
    }
    return report;
  }

  private void start(long began) throws IOException {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("models", (long) options.models());
    figures.put("ready_s", (System.nanoTime() - began) / NANOS_PER_S);
    ProcessMemory.ofSystemIn(dir.resolve("site")).putInto(figures);
    report.add("start", figures);
  }

  /** From the sending of a record to its sight by the last of all clients. */
  private void events(KafkaProducer<byte[], byte[]> producer, Serializer<ModelCompatibility> values)
      throws IOException {
    progress.says("%d clients follow the events".formatted(options.clients()));
    try (EventFollowers followers = new EventFollowers()) {
      followers.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
          options.clients(),
          LIMIT_NANOS);
      List<Double> millis = new ArrayList<>();
      for (int i = 0; i < options.changes(); i++) {
        String name = "Changed Model " + i + ".";
        long sent = System.nanoTime();
        send(producer, values, 0, name);
        producer.flush();
        millis.add((followers.untilAllHaveRead(name, LIMIT_NANOS) - sent) / 1e6);
      }
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("clients", (long) options.clients());
      figures.put("changes", (long) options.changes());
      figures.put("p50_ms", Report.quantile(millis, 0.5));
      figures.put("max_ms", Report.quantile(millis, 1));
      ProcessMemory.ofSystemIn(dir.resolve("site")).putInto(figures);
      report.add("a change reaches all clients", figures);
    }
  }

  /** Beside a server that does nothing but give the same bytes, right before and after. */
  private void gets() throws IOException, InterruptedException, ExecutionException {
    Path file = dir.resolve("model.json.gz");
    Files.write(file, body(model(0)));
    int other = freePort();
    Process bytes =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StaticBytes.class.getName(),
                Integer.toString(other),
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(dir.resolve("output").resolve("static.log").toFile())
            .start();
    try {
      URI plain = URI.create("http://127.0.0.1:" + other + "/");
      awaitAnswer(plain);
      progress.says("asking for models, after a warm-up");
      Gets.Rate warmUp = Gets.measure(this::model, options.seconds() / 2.0);
      Gets.Rate unused = Gets.measure(i -> plain, options.seconds() / 2.0);
      Gets.Rate site = Gets.measure(this::model, options.seconds());
      Gets.Rate least = Gets.measure(i -> plain, options.seconds());
      rate("GET /api/models/{id}, first", warmUp, unused);
      rate("GET /api/models/{id}", site, least);
    } finally {
      bytes.destroy();
      bytes.waitFor();
    }
  }

  private void rate(String variant, Gets.Rate site, Gets.Rate least) {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("per_s", site.perSecond());
    figures.put("p50_ms", site.p50Ms());
    figures.put("p99_ms", site.p99Ms());
    figures.put("static_file_per_s", least.perSecond());
    figures.put("ratio_to_static_file", site.perSecond() / least.perSecond());
    report.add(variant, figures);
  }

  private URI model(int number) {
    return URI.create(
        "http://127.0.0.1:%d/api/models/%s"
            .formatted(port, SiteModels.id(number % options.models())));
  }

  private static void send(
      KafkaProducer<byte[], byte[]> producer,
      Serializer<ModelCompatibility> values,
      int number,
      String name) {
    String topic = TopicCatalogue.MATRIX_MODELS.name("");
    ModelCompatibility model = SiteModels.model(number, name);
    var unused =
        producer.send(
            new ProducerRecord<>(
                topic, model.getModelId().getBytes(UTF_8), values.serialize(topic, model)));
  }

  private Path config(Map<String, String> servers) throws IOException {
    List<String> lines = new ArrayList<>();
    servers.forEach((key, value) -> lines.add(key + "=" + value));
    lines.add("site.port=" + port);
    lines.add("http.port=" + freePort());
    lines.add("site.history.dir=" + dir.resolve("site").resolve("history"));
    Path config = Files.createDirectories(dir.resolve("site")).resolve("site.properties");
    return Files.write(config, lines);
  }

  private void awaitReady(Launcher.Running site) throws InterruptedException {
    long began = System.nanoTime();
    while (true) {
      if (status(URI.create("http://127.0.0.1:" + port + "/readyz")) == 200) {
        return;
      }
      if (!site.process().isAlive() || System.nanoTime() - began > LIMIT_NANOS) {
        throw new BenchmarkException(
            "The site did not become ready. It printed: " + site.printed());
      }
      Thread.sleep(100);
    }
  }

  private static void awaitAnswer(URI address) throws InterruptedException {
    long began = System.nanoTime();
    while (status(address) != 200) {
      if (System.nanoTime() - began > LIMIT_NANOS) {
        throw new BenchmarkException("The server of static bytes does not answer.");
      }
      Thread.sleep(100);
    }
  }

  /** 0 while nobody listens. */
  private static int status(URI address) throws InterruptedException {
    try {
      return HttpClient.newHttpClient()
          .send(HttpRequest.newBuilder(address).build(), HttpResponse.BodyHandlers.discarding())
          .statusCode();
    } catch (IOException e) {
      return 0;
    }
  }

  private static byte[] body(URI address) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(address).header("Accept-Encoding", "gzip").build(),
            HttpResponse.BodyHandlers.ofByteArray())
        .body();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
