package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.identity.Slug;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies records of the topics to the matrix. Used by one thread. */
final class Reading implements Applying {

  private static final Logger log = LoggerFactory.getLogger(Reading.class);

  private static final String WHOLE = "all";

  private final LiveMatrix matrix;
  private final String models;
  private final String devices;
  private final String catalogue;
  private final String summary;
  private final Deserializer<ModelCompatibility> modelValues;
  private final Deserializer<CatalogDevice> deviceValues;
  private final Deserializer<CatalogModel> catalogueValues;
  private final Deserializer<MatrixSummary> summaryValues;
  private final Set<String> unreadable = new HashSet<>();

  Reading(LiveMatrix matrix, KafkaSettings kafka, AvroSerdes serdes) {
    this.matrix = matrix;
    this.models = TopicCatalogue.MATRIX_MODELS.name(kafka.topicsPrefix());
    this.devices = TopicCatalogue.CATALOG_DEVICES.name(kafka.topicsPrefix());
    this.catalogue = TopicCatalogue.CATALOG_MODELS.name(kafka.topicsPrefix());
    this.summary = TopicCatalogue.MATRIX_SUMMARY.name(kafka.topicsPrefix());
    this.modelValues = serdes.values(ModelCompatibility.class).deserializer();
    this.deviceValues = serdes.values(CatalogDevice.class).deserializer();
    this.catalogueValues = serdes.values(CatalogModel.class).deserializer();
    this.summaryValues = serdes.values(MatrixSummary.class).deserializer();
  }

  @Override
  public List<String> topics() {
    return List.of(models, devices, catalogue, summary);
  }

  @Override
  public boolean isNoted(ConsumerRecord<byte[], byte[]> record) {
    return isModel(record);
  }

  @Override
  public void retain(Set<String> keys, Instant at) {
    matrix.retain(keys, at);
  }

  private boolean isModel(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(models);
  }

  @Override
  public int unreadable() {
    return unreadable.size();
  }

  /**
   * Applies one record. One that cannot be used takes its model with it: what an unreadable update
   * says is not known, and the old value is not the truth any more.
   */
  @Override
  public void apply(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    Instant at = Instant.ofEpochMilli(record.timestamp());
    String name = record.topic() + "/" + key;
    try {
      if (isModel(record)) {
        model(key, record, at);
      } else if (record.topic().equals(devices)) {
        device(key, record);
      } else if (record.topic().equals(catalogue)) {
        catalogued(key, record);
      } else if (key.equals(WHOLE) && record.value() != null) {
        matrix.put(value(summaryValues, record));
      }
      unreadable.remove(name);
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException | IllegalArgumentException e) {
      unreadable.add(name);
      if (isModel(record)) {
        matrix.remove(key, at);
      }
      log.warn(
          "Record {}-{}@{} cannot be used: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.toString());
    }
  }

  private void model(String key, ConsumerRecord<byte[], byte[]> record, Instant at) {
    if (record.value() == null) {
      matrix.remove(key, at);
      return;
    }
    ModelCompatibility model = value(modelValues, record);
    if (!Slug.isValid(key) || !key.equals(model.getModelId())) {
      throw new IllegalArgumentException("The value is about another model than its key");
    }
    matrix.put(model, at);
  }

  private void device(String key, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      matrix.removeDevice(key);
      return;
    }
    matrix.put(value(deviceValues, record));
  }

  private void catalogued(String key, ConsumerRecord<byte[], byte[]> record) {
    if (record.value() == null) {
      matrix.notCatalogued(key);
    } else {
      matrix.catalogued(key, value(catalogueValues, record).getName());
    }
  }

  private static <T> T value(Deserializer<T> values, ConsumerRecord<byte[], byte[]> record) {
    return values.deserialize(record.topic(), record.headers(), record.value());
  }
}
