package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The matrix as {@code matrix.models} has it when a command asks. */
final class LiveMatrix {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up after this time. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds = 60;

  Settings settings() {
    return options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
  }

  /** All models by id, up to the end that the topic had when this was called. */
  SortedMap<String, ModelCompatibility> read(Settings settings, PrintWriter err) {
    Map<ByteBuffer, ConsumerRecord<byte[], byte[]>> newest = new HashMap<>();
    try (TopicReader reader =
        new TopicReader(
            TopicCatalogue.MATRIX_MODELS.name(),
            new KafkaSettings(settings.values()),
            new RecordJson(settings.values()))) {
      reader.each(
          Duration.ofSeconds(timeoutSeconds),
          record -> {
            if (record.key() != null) {
              newest.put(ByteBuffer.wrap(record.key()), record);
            }
          });
    }
    SortedMap<String, ModelCompatibility> models = new TreeMap<>();
    try (Deserializer<ModelCompatibility> decoder =
        new AvroSerdes(settings.values()).values(ModelCompatibility.class).deserializer()) {
      for (ConsumerRecord<byte[], byte[]> record : newest.values()) {
        if (record.value() != null) {
          decode(record, decoder, models, err);
        }
      }
    }
    return models;
  }

  private static void decode(
      ConsumerRecord<byte[], byte[]> record,
      Deserializer<ModelCompatibility> decoder,
      SortedMap<String, ModelCompatibility> models,
      PrintWriter err) {
    String id = new String(record.key(), UTF_8);
    try {
      models.put(id, decoder.deserialize(record.topic(), record.headers(), record.value()));
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException e) {
      err.println(
          "boardstream: the newest record of %s cannot be read and is left out: %s"
              .formatted(id.replaceAll("\\p{Cntrl}", " "), e.getMessage()));
    }
  }
}
