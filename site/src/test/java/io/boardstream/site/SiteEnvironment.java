package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A broker, a registry, and a site that reads from them. */
final class SiteEnvironment implements AutoCloseable {

  static final Duration LONG = Duration.ofMinutes(2);

  private static final int PARTITIONS = 2;

  private final Set<String> sent = new TreeSet<>();
  private final Path dir;
  private final EmbeddedRegistry registry;
  private final HttpClient http = HttpClient.newHttpClient();
  private EmbeddedBroker broker;
  private KafkaProducer<byte[], byte[]> producer;
  private final Serializer<ModelCompatibility> serializer;
  private final Site site;

  SiteEnvironment(Path dir, Map<String, String> more) throws Exception {
    this.dir = dir;
    broker = EmbeddedBroker.start(dir.resolve("broker"), 0);
    registry = EmbeddedRegistry.start(Files.createDirectories(dir.resolve("registry")), 0);
    createTopics();
    serializer =
        new AvroSerdes(Map.of("schema.registry.url", registry.url().toString()))
            .values(ModelCompatibility.class)
            .serializer();
    producer = producer();
    Map<String, String> values = new HashMap<>(more);
    values.putAll(kafka());
    site = site(values);
    site.start();
    await().atMost(LONG).until(() -> site.health().isUp());
  }

  /** Settings of another replica on the same topics. */
  Map<String, String> kafka() {
    return Map.of(
        "kafka.bootstrap.servers",
        broker.bootstrapServers(),
        "schema.registry.url",
        registry.url().toString());
  }

  /** Another replica, started and up to date. */
  Site replica(Map<String, String> more) {
    Map<String, String> values = new HashMap<>(kafka());
    values.putAll(more);
    Site replica = site(values);
    replica.start();
    await().atMost(LONG).until(() -> replica.health().isUp());
    return replica;
  }

  Site site() {
    return site;
  }

  String url(String path) {
    return site.address() + path;
  }

  void put(ModelCompatibility... models) throws ExecutionException, InterruptedException {
    for (ModelCompatibility model : models) {
      send(model.getModelId(), encoded(model));
    }
    producer.flush();
  }

  void remove(String id) throws ExecutionException, InterruptedException {
    send(id, null);
    producer.flush();
  }

  /** Takes away what earlier tests have put, whether it has been read by now or not. */
  void clear() throws Exception {
    for (String id : List.copyOf(sent)) {
      remove(id);
    }
    // Behind all that on each partition: once these were there, all else is gone.
    for (int partition = 0; partition < PARTITIONS; partition++) {
      String last = "last-" + partition;
      last(partition, last, encoded(Models.model(last, last, Models.supported("n300", 1))));
      await().atMost(LONG).until(() -> get("/api/models/" + last).statusCode() == 200);
      last(partition, last, null);
    }
    await().atMost(LONG).until(() -> get("/api/models").body().contains("\"total\":0,"));
    sent.clear();
  }

  private void last(int partition, String key, byte[] value)
      throws ExecutionException, InterruptedException {
    String topic = TopicCatalogue.MATRIX_MODELS.name("");
    producer.send(new ProducerRecord<>(topic, partition, key.getBytes(UTF_8), value)).get();
  }

  void send(String key, byte[] value) throws ExecutionException, InterruptedException {
    sent.add(key);
    var unused =
        producer.send(
            new ProducerRecord<>(
                TopicCatalogue.MATRIX_MODELS.name(""), key.getBytes(UTF_8), value));
  }

  /** Any other record; null takes it back. */
  <T extends SpecificRecord> void put(Topic topic, Class<T> kind, String key, @Nullable T value)
      throws ExecutionException, InterruptedException {
    byte @Nullable [] bytes =
        value == null
            ? null
            : new AvroSerdes(Map.of("schema.registry.url", registry.url().toString()))
                .values(kind)
                .serializer()
                .serialize(topic.name(""), value);
    raw(topic, key, bytes);
  }

  void raw(Topic topic, String key, byte @Nullable [] value)
      throws ExecutionException, InterruptedException {
    producer.send(new ProducerRecord<>(topic.name(""), key.getBytes(UTF_8), value)).get();
  }

  void stopBroker() {
    broker.close();
  }

  /** On the port that it had, with the data that it had. */
  void startBroker() {
    int port = Integer.parseInt(broker.bootstrapServers().replaceFirst(".*:", ""));
    // Somebody else's connection may have the port for a moment.
    await()
        .atMost(LONG)
        .ignoreExceptions()
        .until(
            () -> {
              broker = EmbeddedBroker.start(dir.resolve("broker"), port);
              return true;
            });
  }

  HttpResponse<String> get(String path, String... headers) {
    return get(site, path, headers);
  }

  HttpResponse<String> get(Site from, String path, String... headers) {
    try {
      HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(from.address() + path));
      if (headers.length > 0) {
        request.headers(headers);
      }
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  void awaitModel(String id, String text) {
    await()
        .atMost(LONG)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> get("/api/models/" + id).body().contains(text));
  }

  void awaitDevices(String... ids) {
    for (String id : ids) {
      await().atMost(LONG).until(() -> get("/api/hardware/" + id).statusCode() == 200);
    }
  }

  /** Away and back within a moment is nothing unusual on a busy machine. */
  void awaitLive() {
    await().atMost(LONG).until(() -> get("/readyz").statusCode() == 200);
  }

  HttpResponse<Stream<String>> events(String... headers) throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url("/api/events")));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofLines());
  }

  @Override
  public void close() {
    site.close();
    producer.close(Duration.ZERO);
    registry.close();
    broker.close();
  }

  private static Site site(Map<String, String> values) {
    return new Site(
        Settings.load(
            List.of(KafkaSettings.DEFINITION, RegistrySettings.DEFINITION, SiteSettings.DEFINITION),
            null,
            Map.of(),
            values),
        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  }

  private void createTopics() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
      admin
          .createTopics(
              Stream.of(
                      TopicCatalogue.MATRIX_MODELS,
                      TopicCatalogue.MATRIX_SUMMARY,
                      TopicCatalogue.CATALOG_MODELS,
                      TopicCatalogue.CATALOG_DEVICES,
                      TopicCatalogue.BENCHMARK_RUNS,
                      TopicCatalogue.DEVICE_BOARDS,
                      TopicCatalogue.DEVICE_TELEMETRY)
                  .map(
                      topic ->
                          new NewTopic(topic.name(""), Optional.of(PARTITIONS), Optional.empty())
                              .configs(topic.config()))
                  .toList())
          .all()
          .get();
    }
  }

  private KafkaProducer<byte[], byte[]> producer() {
    return new KafkaProducer<>(
        Map.of("bootstrap.servers", broker.bootstrapServers(), "reconnect.backoff.max.ms", 200),
        new ByteArraySerializer(),
        new ByteArraySerializer());
  }

  private byte[] encoded(ModelCompatibility model) {
    return serializer.serialize(TopicCatalogue.MATRIX_MODELS.name(""), model);
  }
}
