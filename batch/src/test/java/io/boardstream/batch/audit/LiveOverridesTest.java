package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.avro.Status;
import io.boardstream.matrix.fold.OverrideRouting;
import io.boardstream.schemas.ContractClasses;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What editors say is part of what the documents must be. */
final class LiveOverridesTest {

  static {
    ContractClasses.trust();
  }

  private final LiveOverrides overrides =
      new LiveOverrides(
          (topic, bytes) -> {
            if (bytes.length == 0) {
              throw new SerializationException("nothing");
            }
            return OverrideRouting.decode(bytes);
          });

  @Test
  void thoseOfFilesComeFromFilesAndThoseOfOthersFromTheTopic() {
    EditorialOverride file = override(Status.DEPRECATED, 0);
    EditorialOverride other = override(Status.COMING_SOON, 2);
    take("catalogue/a/-/-", override(Status.COMING_SOON, 1));
    take("desk/1", other);
    take("desk/1", override(Status.DEPRECATED, 1));

    assertThat(overrides.with(Map.of("catalogue/b/-/-", file)))
        .isEqualTo(Map.of("catalogue/b/-/-", file, "desk/1", other));
  }

  @Test
  void whatIsTakenBackOrCannotBeUsedSaysNothing() {
    take("desk/1", override(Status.DEPRECATED, 1));
    take("desk/2", override(Status.DEPRECATED, 1));
    take("desk/3", override(Status.DEPRECATED, 1));
    overrides.take(record("desk/1", null));
    overrides.take(record("desk/2", new byte[0]));
    take("desk/3", override(Status.SUPPORTED, 2));

    assertThat(overrides.with(Map.of())).isEmpty();
  }

  private void take(String key, EditorialOverride override) {
    overrides.take(record(key, OverrideRouting.encode(override)));
  }

  private static ConsumerRecord<byte[], byte[]> record(String key, byte @Nullable [] value) {
    return new ConsumerRecord<>("catalog.overrides", 0, 0, key.getBytes(UTF_8), value);
  }

  private static EditorialOverride override(Status status, long version) {
    return EditorialOverride.newBuilder()
        .setSource("desk")
        .setOrigin("a note on the wall")
        .setMlModelName("Llama-3.1-8B-Instruct")
        .setStatus(status)
        .setNotes(List.of())
        .setVersion(new FactVersion(0L, version))
        .build();
  }
}
