package io.boardstream.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.identity.Slug;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads records of {@code matrix.models}; one that makes no document is an answer, not an error.
 */
final class ModelRecords {

  private final Deserializer<ModelCompatibility> values;
  private final Documents documents;

  ModelRecords(Deserializer<ModelCompatibility> values, Documents documents) {
    this.values = values;
    this.documents = documents;
  }

  /**
   * What the record asks.
   *
   * @throws RetriableException when the registry is away: the record may be fine
   */
  ModelChange read(ConsumerRecord<byte[], byte[]> record) {
    Optional<String> id = id(record.key());
    if (id.isEmpty()) {
      return new ModelChange.Unreadable(
          id, "InvalidModelId", "The key is not a model id, [a-z0-9-]{1," + Slug.MAX_LENGTH + "}.");
    }
    if (record.value() == null) {
      return new ModelChange.Remove(id.get());
    }
    try {
      ModelCompatibility model =
          values.deserialize(record.topic(), record.headers(), record.value());
      if (!id.get().equals(model.getModelId())) {
        return new ModelChange.Unreadable(
            id, "InvalidModelId", "The value is about another model: " + model.getModelId());
      }
      return new ModelChange.Put(id.get(), model, documents.model(model));
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException e) {
      return unreadable(id, e);
    } catch (RuntimeException e) {
      // A model that the renderer refuses must not keep the other models from being written.
      return unreadable(id, e);
    }
  }

  private static ModelChange unreadable(Optional<String> id, RuntimeException e) {
    return new ModelChange.Unreadable(id, e.getClass().getName(), String.valueOf(e.getMessage()));
  }

  private static Optional<String> id(byte @Nullable [] key) {
    if (key == null) {
      return Optional.empty();
    }
    try {
      String id = UTF_8.newDecoder().decode(ByteBuffer.wrap(key)).toString();
      return Optional.of(id).filter(Slug::isValid);
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }
}
