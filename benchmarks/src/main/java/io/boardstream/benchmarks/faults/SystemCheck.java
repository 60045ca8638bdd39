package io.boardstream.benchmarks.faults;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.batch.LiveDocuments;
import io.boardstream.batch.audit.Audit;
import io.boardstream.batch.audit.AuditDifference;
import io.boardstream.batch.audit.AuditException;
import io.boardstream.batch.audit.AuditPlan;
import io.boardstream.batch.audit.AuditReport;
import io.boardstream.batch.audit.StageReport;
import io.boardstream.benchmarks.BenchmarkException;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.catalogue.CatalogueFiles;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.streams.StreamsSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;

/**
 * Whether a system at rest is exact: what {@code boardstream audit} says of it, and what only this
 * run can know. That nothing was said twice: no value of a derived topic repeats the one before of
 * its key. That the rows which this run wrote onto the topic itself stand there, and each of its
 * poison records has one dead letter.
 */
final class SystemCheck {

  /** What is on its way is waited for; longer waits are for {@link #settled}. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Poison poison;
  private final AuditPlan plan;
  private final Settings settings;
  private final TopicMirror rows;
  private final List<TopicMirror> derived;
  private final TopicMirror deadLetters;

  SystemCheck(FaultySystem system, Poison poison) {
    this.poison = poison;
    this.settings = system.settings();
    Map<String, String> values = settings.values();
    this.plan =
        new AuditPlan(
            settings,
            true,
            new KafkaSettings(values).topicsPrefix()
                + new StreamsSettings(values).getString(StreamsSettings.APPLICATION_ID),
            MatrixSettings.of(values, new CatalogueFiles()),
            DocumentKeys.settings(values),
            List.of(LiveDocuments.inFolder(system.documents())),
            PATIENCE);
    this.rows = mirror(TopicCatalogue.BENCHMARK_ROWS, false);
    this.derived =
        List.of(
            mirror(TopicCatalogue.BENCHMARK_RUNS, false),
            mirror(TopicCatalogue.MATRIX_CELLS, false),
            mirror(TopicCatalogue.MATRIX_MODELS, false));
    this.deadLetters = mirror(TopicCatalogue.DEAD_LETTERS, true);
  }

  private TopicMirror mirror(Topic topic, boolean keepAll) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    return new TopicMirror(topic.name(kafka.topicsPrefix()), kafka.client(), keepAll);
  }

  /** Looks at everything, once. */
  Verdict run() {
    Verdict verdict = new Verdict();
    audit(verdict);
    rows.look();
    derived.forEach(TopicMirror::look);
    deadLetters.look();
    checkOwnRows(verdict);
    checkNothingIsSaidTwice(verdict);
    checkDeadLetters(verdict);
    return verdict;
  }

  private void audit(Verdict verdict) {
    AuditReport report;
    try (Audit audit = new Audit(plan, line -> {})) {
      report = audit.once();
    }
    verdict.checked(report.stages().stream().mapToLong(StageReport::checked).sum());
    for (AuditDifference difference : report.differences()) {
      (switch (difference.kind()) {
            case MISSING -> verdict.lost();
            case UNEXPECTED, DUPLICATE -> verdict.duplicated();
            case DIFFERENT, UNREADABLE, UNEXPLAINED -> verdict.wrong();
          })
          .add(difference.toString());
    }
    long untold = report.different() - report.differences().size();
    if (untold > 0) {
      verdict.wrong().add("%,d more differences".formatted(untold));
    }
  }

  /** The audit has nobody to ask for them but the topic. */
  private void checkOwnRows(Verdict verdict) {
    Map<String, BenchmarkRow> expected = new TreeMap<>();
    for (MappedRow fact : poison.facts()) {
      if (fact instanceof MappedRow.Accepted accepted) {
        BenchmarkRow row = accepted.row();
        expected.put(row.getSource() + "/" + row.getRowId(), row);
      }
    }
    Map<String, BenchmarkRow> actual = decodedRows();
    actual.keySet().removeIf(key -> !key.startsWith(Poison.SOURCE + "/"));
    verdict.compare(rows.topic(), expected, actual);
  }

  private void checkNothingIsSaidTwice(Verdict verdict) {
    rows.inTwoPartitions().forEach(key -> verdict.duplicated().add(rows.topic() + " " + key));
    for (TopicMirror topic : derived) {
      topic.inTwoPartitions().stream()
          .map(key -> topic.topic() + " " + key + " in two partitions")
          .forEach(verdict.duplicated()::add);
      topic.repeated().stream()
          .map(repeated -> topic.topic() + " says the same again: " + repeated)
          .forEach(verdict.duplicated()::add);
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

  /** By key; without those whose newest record is poison, which takes the fact back. */
  private Map<String, BenchmarkRow> decodedRows() {
    Map<String, BenchmarkRow> decoded = new TreeMap<>();
    try (Deserializer<BenchmarkRow> deserializer =
        new AvroSerdes(settings.values()).values(BenchmarkRow.class).deserializer()) {
      rows.alive()
          .forEach(
              (key, record) -> {
                try {
                  decoded.put(
                      key,
                      deserializer.deserialize(rows.topic(), record.headers(), record.value()));
                } catch (SerializationException e) {
                  decoded.remove(key);
                }
              });
    }
    return decoded;
  }

  /** Looks again until everything is right, or the limit is over: the last look counts. */
  Verdict settled(Duration limit) throws InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    while (true) {
      try {
        Verdict verdict = run();
        if (verdict.isExact() || System.nanoTime() > deadline) {
          return verdict;
        }
      } catch (KafkaException | AuditException | RowReaderException e) {
        if (System.nanoTime() > deadline) {
          throw new BenchmarkException("It cannot be audited: " + e.getMessage(), e);
        }
      }
      Thread.sleep(500); // The last commit and the full documents are under way.
    }
  }
}
