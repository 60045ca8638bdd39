package io.boardstream.benchmarks.faults;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.batch.Compare;
import io.boardstream.batch.ConvertSettings;
import io.boardstream.batch.Converted;
import io.boardstream.batch.Difference;
import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.RowReader;
import io.boardstream.producers.catalogue.CatalogueFiles;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Holds everything that a system at rest shows against one pass over the facts: documents, and
 * topics key by key. Also that nothing was said twice: no value of a derived topic repeats the one
 * before of its key, and each poison record has one dead letter.
 */
final class Audit {

  private final FaultySystem system;
  private final Workload workload;
  private final Poison poison;
  private final Settings settings;
  private final AvroSerdes serdes;
  private final TopicMirror rows;
  private final TopicMirror runs;
  private final TopicMirror cells;
  private final TopicMirror models;
  private final TopicMirror deadLetters;

  Audit(FaultySystem system, Workload workload, Poison poison) {
    this.system = system;
    this.workload = workload;
    this.poison = poison;
    this.settings = system.settings();
    this.serdes = new AvroSerdes(settings.values());
    this.rows = mirror(TopicCatalogue.BENCHMARK_ROWS, false);
    this.runs = mirror(TopicCatalogue.BENCHMARK_RUNS, false);
    this.cells = mirror(TopicCatalogue.MATRIX_CELLS, false);
    this.models = mirror(TopicCatalogue.MATRIX_MODELS, false);
    this.deadLetters = mirror(TopicCatalogue.DEAD_LETTERS, true);
  }

  private TopicMirror mirror(Topic topic, boolean keepAll) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    return new TopicMirror(topic.name(kafka.topicsPrefix()), kafka.client(), keepAll);
  }

  /** Looks at everything, once. */
  Verdict run() throws IOException {
    Verdict verdict = new Verdict();
    List<MappedRow> facts = new ArrayList<>();
    workload.reader(settings).read(facts::add);
    facts.addAll(poison.facts());

    List.of(rows, runs, cells, models, deadLetters).forEach(TopicMirror::look);
    checkRows(facts, verdict);
    checkDerived(facts, verdict);
    checkDocuments(facts, verdict);
    checkDeadLetters(verdict);
    return verdict;
  }

  private void checkRows(List<MappedRow> facts, Verdict verdict) {
    Map<String, BenchmarkRow> expected = new TreeMap<>();
    for (MappedRow fact : facts) {
      if (fact instanceof MappedRow.Accepted accepted) {
        BenchmarkRow row = accepted.row();
        expected.put(row.getSource() + "/" + row.getRowId(), withoutVersion(row));
      } else {
        verdict.checked(1); // It must not stand on the topic: then it is there unexpectedly.
      }
    }
    Map<String, Object> actual = new TreeMap<>(decoded(rows, BenchmarkRow.class));
    actual.replaceAll(
        (key, value) -> value instanceof BenchmarkRow row ? withoutVersion(row) : value);
    // The newest record of a key may be poison, which takes its fact back.
    actual.values().removeIf(value -> value instanceof SerializationException);
    verdict.compare(rows.topic(), expected, actual);
    rows.inTwoPartitions().forEach(key -> verdict.duplicated().add(rows.topic() + " " + key));
  }

  private void checkDerived(List<MappedRow> facts, Verdict verdict) {
    MatrixSettings matrix = MatrixSettings.of(settings.values(), new CatalogueFiles());
    BatchMatrix batch = new BatchMatrix(matrix.catalogue(), matrix.rules());
    for (MappedRow fact : facts) {
      if (fact instanceof MappedRow.Accepted accepted) {
        batch.add(accepted.row());
      }
    }
    compare(runs, batch.runs(), BenchmarkRun.class, verdict);
    compare(cells, batch.cells(), Cell.class, verdict);
    compare(models, batch.models(), ModelCompatibility.class, verdict);
    for (TopicMirror derived : List.of(runs, cells, models)) {
      derived.inTwoPartitions().stream()
          .map(key -> derived.topic() + " " + key + " in two partitions")
          .forEach(verdict.duplicated()::add);
      derived.repeated().stream()
          .map(repeated -> derived.topic() + " says the same again: " + repeated)
          .forEach(verdict.duplicated()::add);
    }
  }

  /** As text: a decoded list is of another class than one that was made, and never equals it. */
  private <T extends SpecificRecord> void compare(
      TopicMirror mirror, Map<String, T> expected, Class<T> type, Verdict verdict) {
    Map<String, String> texts = new TreeMap<>();
    expected.forEach((key, value) -> texts.put(key, value.toString()));
    Map<String, String> actual = new TreeMap<>();
    decoded(mirror, type).forEach((key, value) -> actual.put(key, value.toString()));
    verdict.compare(mirror.topic(), texts, actual);
  }

  private void checkDocuments(List<MappedRow> facts, Verdict verdict) throws IOException {
    RowReader reader = sink -> facts.forEach(sink);
    Converted converted = ConvertSettings.convert(settings).run(reader, read -> {});
    verdict.checked(converted.models().size() + 2L);
    for (Difference difference : Compare.folder(system.documents(), converted)) {
      (switch (difference.kind()) {
            case MISSING -> verdict.lost();
            case UNEXPECTED -> verdict.duplicated();
            case DIFFERENT -> verdict.wrong();
          })
          .add("document " + difference);
    }
  }

  private void checkDeadLetters(Verdict verdict) {
    Map<String, List<byte[]>> letters = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : deadLetters.all()) {
      DeadLetter letter = DeadLetter.read(record.headers());
      if (letter.topic().equals(rows.topic())) {
        letters
            .computeIfAbsent(letter.partition() + "@" + letter.offset(), at -> new ArrayList<>())
            .add(record.value());
      }
    }
    verdict.checked(poison.bad().size());
    for (Poison.Bad bad : poison.bad()) {
      String at = bad.partition() + "@" + bad.offset();
      List<byte[]> found = letters.getOrDefault(at, List.of());
      if (found.isEmpty()) {
        verdict.lost().add("dead letter of " + rows.topic() + " " + at);
      } else if (found.size() > 1) {
        verdict.duplicated().add("dead letter of " + rows.topic() + " " + at);
      } else if (!bad.value().equals(Bytes.wrap(found.get(0)))) {
        verdict.wrong().add("dead letter of " + rows.topic() + " " + at + ": other bytes");
      }
    }
  }

  /** By key: the value, or the exception of one that cannot be read. */
  private <T extends SpecificRecord> Map<String, Object> decoded(
      TopicMirror mirror, Class<T> type) {
    Map<String, Object> decoded = new TreeMap<>();
    try (Deserializer<T> deserializer = serdes.values(type).deserializer()) {
      mirror
          .alive()
          .forEach(
              (key, record) -> {
                try {
                  decoded.put(
                      key,
                      deserializer.deserialize(mirror.topic(), record.headers(), record.value()));
                } catch (SerializationException e) {
                  decoded.put(key, e);
                }
              });
    }
    return decoded;
  }

  /** A query has no versions. */
  private static BenchmarkRow withoutVersion(BenchmarkRow row) {
    return BenchmarkRow.newBuilder(row).setVersion(null).build();
  }

  /** Looks again until everything is right, or the limit is over: the last look counts. */
  Verdict settled(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      Verdict verdict;
      try {
        verdict = run();
        if (verdict.isExact() || System.nanoTime() > deadline) {
          return verdict;
        }
      } catch (KafkaException e) {
        if (System.nanoTime() > deadline) {
          throw new BenchmarkException("The topics cannot be read: " + e.getMessage(), e);
        }
      }
      Thread.sleep(500); // The last commit and the full documents are under way.
    }
  }
}
