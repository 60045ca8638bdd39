package io.boardstream.sink;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever happens, the bucket ends equal to the matrix. */
final class BucketWriterLawTest {

  private static final AtomicInteger PREFIXES = new AtomicInteger();
  private static LocalS3 server;

  private enum Kind {
    PUT,
    REMOVE,
    FLUSH,
    SETTLE,
    RESTART,
    KILL,
    EDITED,
    DELETED
  }

  private record Event(Kind kind, String id, int number) {}

  @BeforeContainer
  static void startServer() throws Exception {
    server = new LocalS3();
  }

  @AfterContainer
  static void stopServer() {
    server.close();
  }

  @Property(tries = 40)
  void anySequenceOfEventsEndsInTheDocumentsOfTheFinalMatrix(@ForAll("events") List<Event> events)
      throws IOException {
    String prefix = "law" + PREFIXES.incrementAndGet() + "/";
    Map<String, ModelCompatibility> matrix = new TreeMap<>();
    try (BucketFixture fixture = new BucketFixture(server, prefix, Map.of())) {
      fixture.load();
      for (Event event : events) {
        happen(event, fixture, prefix, matrix);
      }
      fixture.settle();

      assertThat(fixture.writer().problem()).isEmpty();
      assertThat(fixture.writer().isSettled()).isTrue();
      assertThat(fixture.present()).isEqualTo(fixture.expected(matrix.values()));
    }
  }

  private static void happen(
      Event event, BucketFixture fixture, String prefix, Map<String, ModelCompatibility> matrix)
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
      case SETTLE -> fixture.settle();
      case RESTART -> {
        fixture.restart();
        fixture.load(matrix.values().toArray(ModelCompatibility[]::new));
      }
      case KILL -> {
        fixture.startAnother();
        fixture.load(matrix.values().toArray(ModelCompatibility[]::new));
      }
      case EDITED -> server.write(prefix + "models/" + event.id() + ".json", "edited");
      case DELETED -> server.delete(prefix + "compatibility.json");
    }
  }

  @Provide
  Arbitrary<List<Event>> events() {
    return Combinators.combine(
            Arbitraries.of(Kind.class),
            Arbitraries.of("a", "b", "c"),
            Arbitraries.integers().between(0, 3))
        .as(Event::new)
        .list()
        .ofMaxSize(15);
  }
}
