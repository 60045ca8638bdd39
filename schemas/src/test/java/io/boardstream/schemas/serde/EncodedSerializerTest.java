package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.schemas.Encoded;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.Schema;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is encoded already is sent as it would be if it were encoded again. */
final class EncodedSerializerTest {

  private static final String TOPIC = "benchmark.rows";

  private final InTestRegistry registry = InTestRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void theBytesAreThoseOfARecordThatIsEncodedForTheTopic() throws IOException {
    assertThat(encoded(Map.of()).serialize(TOPIC, stored(Samples.row("1"))))
        .isEqualTo(plain(Map.of()).serialize(TOPIC, Samples.row("1")));
    assertThat(encoded(Map.of()).serialize(TOPIC, null)).isNull();
    assertThat(registry.latest()).containsKey("benchmark.rows-value");
  }

  /** The bytes are not even looked at by anything that checks them: they are the record. */
  @Test
  void itIsNotEncodedAgain() throws IOException {
    byte[] other = stored(Samples.row("2")).bytes();

    byte[] sent = encoded(Map.of()).serialize(TOPIC, new Encoded<>(Samples.row("1"), other));

    assertThat(sent).isEqualTo(plain(Map.of()).serialize(TOPIC, Samples.row("2")));
  }

  @Test
  void bytesOfAnotherSchemaAreNotSentUnderThisOne() throws IOException {
    byte[] older = stored(Samples.row("2")).bytes();
    older[5]++; // Another fingerprint.

    byte[] sent = encoded(Map.of()).serialize(TOPIC, new Encoded<>(Samples.row("1"), older));

    assertThat(sent).isEqualTo(plain(Map.of()).serialize(TOPIC, Samples.row("1")));
  }

  /** By the settings the newest schema of the subject is written, here one in another order. */
  @Test
  void whereAnotherSchemaIsToBeWrittenTheRecordIsEncodedByIt() throws IOException {
    Schema own = BenchmarkRow.getClassSchema();
    List<Schema.Field> reversed =
        own.getFields().stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .sorted((a, b) -> b.name().compareTo(a.name()))
            .toList();
    Schema latestSchema =
        Schema.createRecord(own.getName(), null, own.getNamespace(), false, reversed);
    registry.add("benchmark.rows-value", latestSchema.toString());
    Map<String, String> latest =
        Map.of("auto.register.schemas", "false", "use.latest.version", "true");

    byte[] sent = encoded(latest).serialize(TOPIC, stored(Samples.row("1")));

    assertThat(sent).isEqualTo(plain(latest).serialize(TOPIC, Samples.row("1")));
    assertThat(sent).isNotEqualTo(plain(Map.of()).serialize("elsewhere", Samples.row("1")));
  }

  private static Encoded<BenchmarkRow> stored(BenchmarkRow row) throws IOException {
    ByteBuffer buffer = BenchmarkRow.getEncoder().encode(row);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    return new Encoded<>(row, bytes);
  }

  private Serializer<Encoded<BenchmarkRow>> encoded(Map<String, String> settings) {
    return serdes(settings).<BenchmarkRow>encodedValues().serializer();
  }

  private Serializer<BenchmarkRow> plain(Map<String, String> settings) {
    return serdes(settings).values(BenchmarkRow.class).serializer();
  }

  private AvroSerdes serdes(Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("schema.registry.url", registry.url());
    return new AvroSerdes(all);
  }
}
