package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.ModelCompatibility;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written is read again, with as few questions to the registry as can be. */
final class AvroSerdesTest {

  private final InTestRegistry registry = InTestRegistry.start();
  private final AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", registry.url()));

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Serde<BenchmarkRow> rows = serdes.values(BenchmarkRow.class);
    Serde<ModelCompatibility> models = serdes.values(ModelCompatibility.class);

    byte[] full = rows.serializer().serialize("benchmark.rows", Samples.row("1"));
    byte[] bare = rows.serializer().serialize("benchmark.rows", Samples.bareRow());
    byte[] model = models.serializer().serialize("matrix.models", Samples.model());

    assertThat(rows.deserializer().deserialize("benchmark.rows", full)).isEqualTo(Samples.row("1"));
    assertThat(rows.deserializer().deserialize("benchmark.rows", bare))
        .isEqualTo(Samples.bareRow());
    assertThat(models.deserializer().deserialize("matrix.models", model))
        .isEqualTo(Samples.model());
    assertThat(full).startsWith(0, 0, 0, 0, 1).hasSizeBetween(150, 250);
  }
}
