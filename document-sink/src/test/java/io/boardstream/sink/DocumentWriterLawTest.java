package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens, the folder ends equal to the matrix. */
final class DocumentWriterLawTest {

  /** Something that happens to a writer, its matrix or its folder. */
  private enum Kind {
    PUT,
    REMOVE,
    FLUSH,
    PASS,
    RESTART,
    FOLDER_REMOVED,
    OBSTACLE
  }

  private record Event(Kind kind, String id, int number) {}

  @Property(tries = 100)
  void anySequenceOfEventsEndsInTheDocumentsOfTheFinalMatrix(@ForAll("events") List<Event> events)
      throws IOException {
    Path root = Files.createTempDirectory("documents");
    Map<String, ModelCompatibility> matrix = new TreeMap<>();
    try (WriterFixture fixture = new WriterFixture(root.resolve("d"))) {
      fixture.writer().open();
      fixture.load();
      for (Event event : events) {
        happen(event, fixture, matrix);
      }
      clearObstacles(fixture);
      for (int i = 0; i < 2; i++) {
        fixture.pass(Duration.ofSeconds(10));
        fixture.writer().flush();
      }

      assertThat(fixture.writer().problem()).isEmpty();
      assertThat(fixture.writer().isSettled()).isTrue();
      assertThat(fixture.present()).isEqualTo(fixture.expected(matrix.values()));
    } finally {
      removeAll(root);
    }
  }

  private static void happen(
      Event event, WriterFixture fixture, Map<String, ModelCompatibility> matrix)
      throws IOException {
    switch (event.kind()) {
      case PUT -> {
        matrix.put(event.id(), Models.model(event.id(), "text " + event.number()));
        fixture.put(matrix.get(event.id()));
      }
      case REMOVE -> {
        matrix.remove(event.id());
        fixture.writer().remove(event.id());
      }
      case FLUSH -> fixture.writer().flush();
      case PASS -> fixture.pass(Duration.ofMillis(event.number() * 50L));
      case RESTART -> {
        fixture.restart();
        fixture.load(matrix.values().toArray(ModelCompatibility[]::new));
      }
      case FOLDER_REMOVED -> removeAll(fixture.root);
      case OBSTACLE -> {
        Path file = fixture.root.resolve("models/" + event.id() + ".json");
        if (Files.isDirectory(file.getParent()) && !Files.exists(file)) {
          Files.createDirectory(file);
          Files.writeString(file.resolve("x"), "in the way");
        }
      }
    }
  }

  private static void clearObstacles(WriterFixture fixture) throws IOException {
    for (String id : List.of("a", "b", "c")) {
      Path file = fixture.root.resolve("models/" + id + ".json");
      if (Files.isDirectory(file)) {
        removeAll(file);
      }
    }
  }

  private static void removeAll(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.of("a", "b", "c"),
            Arbitraries.integers().between(0, 30))
        .as(Event::new)
        .list()
        .ofMaxSize(30);
  }
}
