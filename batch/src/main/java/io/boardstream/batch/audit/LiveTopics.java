package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;

/** The topics that are audited, as they stand. */
final class LiveTopics implements AutoCloseable {

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final LiveRows rows;
  private final LiveTable<BenchmarkRun> runs;
  private final LiveTable<Cell> cells;
  private final LiveTable<ModelCompatibility> models;
  private final LiveTable<MatrixSummary> summary;
  private final DeadLetterLog letters;
  private final TopicTail overridesTail;
  private final LiveOverrides overrides;

  /**
   * Opens them; reads nothing yet.
   *
   * @throws AuditException when one of them does not exist
   */
  LiveTopics(Settings settings, RunAssembly assembly) {
    this.kafka = new KafkaSettings(settings.values());
    this.serdes = new AvroSerdes(settings.values());
    try {
      rows =
          opened(
              new LiveRows(
                  tail(TopicCatalogue.BENCHMARK_ROWS),
                  serdes.values(BenchmarkRow.class).deserializer(),
                  assembly));
      runs = table(TableKind.RUNS);
      cells = table(TableKind.CELLS);
      models = table(TableKind.MODELS);
      summary = table(TableKind.SUMMARY);
      overridesTail = opened(tail(TopicCatalogue.CATALOG_OVERRIDES));
      overrides = new LiveOverrides(serdes.values(EditorialOverride.class).deserializer());
      letters =
          opened(
              new DeadLetterLog(
                  tail(TopicCatalogue.DEAD_LETTERS), retention(TopicCatalogue.DEAD_LETTERS)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  LiveRows rows() {
    return rows;
  }

  LiveTable<BenchmarkRun> runs() {
    return runs;
  }

  LiveTable<Cell> cells() {
    return cells;
  }

  LiveTable<ModelCompatibility> models() {
    return models;
  }

  LiveTable<MatrixSummary> summary() {
    return summary;
  }

  DeadLetterLog letters() {
    return letters;
  }

  /** What editors say by now. */
  LiveOverrides overrides() {
    overridesTail.catchUp(overrides::take);
    return overrides;
  }

  String name(Topic topic) {
    return topic.name(kafka.topicsPrefix());
  }

  /** Another reading of the rows, from the beginning. */
  TopicTail rowsAgain() {
    return tail(TopicCatalogue.BENCHMARK_ROWS);
  }

  /** All that is derived from rows. */
  void catchUpDerived() {
    runs.catchUp();
    cells.catchUp();
    models.catchUp();
    summary.catchUp();
    letters.catchUp();
  }

  private <T extends SpecificRecord> LiveTable<T> table(TableKind<T> kind) {
    return opened(
        new LiveTable<>(tail(kind.topic()), serdes.values(kind.type()).deserializer(), kind));
  }

  private TopicTail tail(Topic topic) {
    return new TopicTail(kafka.client(), name(topic));
  }

  private <C extends AutoCloseable> C opened(C one) {
    open.add(one);
    return one;
  }

  private long retention(Topic topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, name(topic));
    try (Admin admin = Admin.create(kafka.client())) {
      return admin.describeConfigs(List.of(resource)).all().get().values().stream()
          .flatMap(config -> config.entries().stream())
          .filter(entry -> entry.name().equals(TopicConfig.RETENTION_MS_CONFIG))
          .mapToLong(entry -> Long.parseLong(entry.value()))
          .findFirst()
          .orElse(-1);
    } catch (ExecutionException e) {
      throw new KafkaException("Cannot ask for the settings of " + name(topic), e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable one : open) {
      try {
        one.close();
      } catch (Exception e) {
        throw new KafkaException("Closing a consumer", e);
      }
    }
  }
}
