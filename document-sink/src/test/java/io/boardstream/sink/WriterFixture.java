package io.boardstream.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A writer on a folder, with clocks that a test moves. */
final class WriterFixture extends Clock implements AutoCloseable {

  static final Instant BEGIN = Instant.parse("2026-05-01T00:00:00Z");

  final Documents documents = new Documents(DocumentSettings.defaults());
  final DestinationMetrics metrics = new DestinationMetrics(new SimpleMeterRegistry(), "folder");
  final Path root;
  private Duration passed = Duration.ZERO;
  private DocumentWriter writer;

  WriterFixture(Path root) {
    this.root = root;
    this.writer = newWriter();
  }

  private DocumentWriter newWriter() {
    return new DocumentWriter(
        new FolderPlace(root),
        documents,
        Duration.ofSeconds(1),
        this,
        () -> passed.toNanos(),
        metrics);
  }

  DocumentWriter writer() {
    return writer;
  }

  /** Ends the writer and begins a new one, as a start of the process does. */
  void restart() throws IOException {
    writer.close();
    writer = newWriter();
    writer.open();
  }

  WriterFixture put(ModelCompatibility... models) {
    for (ModelCompatibility model : models) {
      writer.put(model.getModelId(), model, documents.model(model));
    }
    return this;
  }

  /** What a sink does at its start: all models once, then complete. */
  void load(ModelCompatibility... models) {
    put(models);
    writer.complete(Stream.of(models).map(ModelCompatibility::getModelId).toList());
    writer.flush();
  }

  void pass(Duration time) {
    passed = passed.plus(time);
  }

  int fullWritten() {
    return (int) metrics.fullWritten.count();
  }

  String read(String name) throws IOException {
    return Files.readString(root.resolve(name));
  }

  /** All documents of the folder by name, as they should be for these models. */
  Map<String, String> expected(Collection<ModelCompatibility> models) throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (ModelCompatibility model : models) {
      files.put(
          "models/" + model.getModelId() + ".json", new String(documents.model(model), UTF_8));
    }
    Instant generatedAt =
        Documents.generatedAt(Files.readAllBytes(root.resolve("compatibility.json"))).orElseThrow();
    files.put(
        "compatibility.json", new String(documents.compatibility(models, generatedAt), UTF_8));
    files.put("index.json", new String(documents.index(models), UTF_8));
    return files;
  }

  /** All files of the folder by name, but for the lock. */
  Map<String, String> present() throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(root.relativize(file).toString(), Files.readString(file));
      }
    } catch (NoSuchFileException e) {
      return files;
    }
    files.remove(".lock");
    return files;
  }

  @Override
  public Instant instant() {
    return BEGIN.plus(passed);
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }

  @Override
  public void close() throws IOException {
    writer.close();
  }
}
