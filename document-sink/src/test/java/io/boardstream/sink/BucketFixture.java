package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A writer on a prefix of the local bucket, with a clock that a test moves. */
final class BucketFixture implements AutoCloseable {

  /** Longer than any back-off, and than the interval of checks. */
  static final Duration LONG = Duration.ofSeconds(10);

  final Documents documents = new Documents(DocumentSettings.defaults());
  final DestinationMetrics metrics = new DestinationMetrics(new SimpleMeterRegistry(), "bucket");
  private final LocalS3 server;
  private final String prefix;
  private final Map<String, String> settings;
  private Duration passed = Duration.ZERO;
  private DocumentWriter writer;

  BucketFixture(LocalS3 server, String prefix, Map<String, String> settings) throws IOException {
    this.server = server;
    this.prefix = prefix;
    this.settings = settings;
    this.writer = newWriter();
  }

  private DocumentWriter newWriter() throws IOException {
    DocumentWriter made =
        new DocumentWriter(
            new BucketPlace(server.settings(prefix, settings), () -> passed.toNanos()),
            documents,
            Duration.ofSeconds(1),
            Clock.fixed(Instant.parse("2026-05-01T00:00:00Z"), ZoneOffset.UTC),
            () -> passed.toNanos(),
            metrics);
    made.open();
    return made;
  }

  DocumentWriter writer() {
    return writer;
  }

  void restart() throws IOException {
    writer.close();
    writer = newWriter();
  }

  /** As after a kill: nobody closed the one before. */
  void startAnother() throws IOException {
    writer = newWriter();
  }

  BucketFixture put(ModelCompatibility... models) {
    for (ModelCompatibility model : models) {
      writer.put(model.getModelId(), model, documents.model(model));
    }
    return this;
  }

  void load(ModelCompatibility... models) {
    put(models);
    writer.complete(Stream.of(models).map(ModelCompatibility::getModelId).toList());
    writer.flush();
  }

  /** Lets time pass and writes what is due, twice: first to see what is wrong, then to mend it. */
  void settle() {
    for (int i = 0; i < 3; i++) {
      passed = passed.plus(LONG);
      writer.flush();
    }
  }

  Map<String, String> present() {
    return server.objects(prefix);
  }

  Map<String, String> expected(Collection<ModelCompatibility> models) {
    Map<String, String> texts = new TreeMap<>();
    for (ModelCompatibility model : models) {
      texts.put("models/" + model.getModelId() + ".json", text(documents.model(model)));
    }
    Instant generatedAt =
        Documents.generatedAt(
                server.read(prefix + "compatibility.json").getBytes(StandardCharsets.UTF_8))
            .orElseThrow();
    texts.put("compatibility.json", text(documents.compatibility(models, generatedAt)));
    texts.put("index.json", text(documents.index(models)));
    return texts;
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
