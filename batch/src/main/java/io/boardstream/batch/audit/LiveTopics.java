package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
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
  private final LiveCatalogue catalogue;
  private final LiveOverrides overrides;
  private final LiveTable<BenchmarkRun> runs;
  private final LiveTable<Cell> cells;
  private final LiveTable<ModelCompatibility> models;
  private final LiveTable<MatrixSummary> summary;
  private final DeadLetterLog letters;

  /**
   * Opens them; reads nothing yet.
   *
   * @throws AuditException when one of them does not exist
   */
  LiveTopics(Settings settings) {
    this.kafka = new KafkaSettings(settings.values());
    this.serdes = new AvroSerdes(settings.values());
    try {
      rows =
          opened(
              new LiveRows(
                  tail(TopicCatalogue.BENCHMARK_ROWS),
                  serdes.values(BenchmarkRow.class).deserializer()));
      catalogue =
          new LiveCatalogue(
              entries(TopicCatalogue.CATALOG_DEVICES, CatalogDevice.class),
              entries(TopicCatalogue.CATALOG_MODELS, CatalogModel.class),
              entries(TopicCatalogue.CATALOG_RULES, CatalogRules.class));
      overrides =
          opened(
              new LiveOverrides(
                  tail(TopicCatalogue.CATALOG_OVERRIDES),
                  serdes.values(EditorialOverride.class).deserializer()));
      runs = table(TableKind.RUNS);
      cells = table(TableKind.CELLS);
      models = table(TableKind.MODELS);
      summary = table(TableKind.SUMMARY);
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

  LiveCatalogue catalogue() {
    return catalogue;
  }

  LiveOverrides overrides() {
    return overrides;
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

  String name(Topic topic) {
    return topic.name(kafka.topicsPrefix());
  }

  /** Another reading of the rows, from the beginning. */
  TopicTail rowsAgain() {
    return tail(TopicCatalogue.BENCHMARK_ROWS);
  }

  /** What editors say, and how it is shown. */
  void catchUpEditors() {
    catalogue.catchUp();
    overrides.catchUp();
  }

  /** Models that any of the derived tables has. */
  Set<String> derivedModels() {
    Set<String> ids = new HashSet<>(models.entries().keySet());
    Stream.of(runs, cells, models)
        .flatMap(table -> table.entries().values().stream())
        .map(LiveTable.Entry::model)
        .filter(Objects::nonNull)
        .forEach(ids::add);
    return ids;
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

  private <T extends SpecificRecord> LiveEntries<T> entries(Topic topic, Class<T> type) {
    return opened(new LiveEntries<>(tail(topic), serdes.values(type).deserializer()));
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
