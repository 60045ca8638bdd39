package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.ModelCompatibility;
import java.util.Arrays;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;
import org.apache.avro.SchemaBuilder;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/**
 * Whatever the bytes are: a record, or a clear refusal; never a hang, a flood of memory, or another
 * error.
 */
final class GarbageTest {

  private static InTestRegistry registry;
  private static Deserializer<BenchmarkRow> rows;
  private static Deserializer<ModelCompatibility> models;
  private static byte[] row;
  private static byte[] model;
  private static int hostile;

  @BeforeContainer
  static void write() {
    registry = InTestRegistry.start();
    AvroSerdes serdes = new AvroSerdes(Map.of("schema.registry.url", registry.url()));
    rows = serdes.values(BenchmarkRow.class).deserializer();
    models = serdes.values(ModelCompatibility.class).deserializer();
    row = serdes.values(BenchmarkRow.class).serializer().serialize("rows", Samples.row("1"));
    model = serdes.values(ModelCompatibility.class).serializer().serialize("m", Samples.model());
    hostile =
        registry.add(
            "hostile",
            SchemaBuilder.record("io.boardstream.avro.BenchmarkRow")
                .fields()
                .name("nothings")
                .type(SchemaBuilder.array().items().nullType())
                .noDefault()
                .requiredString("source")
                .requiredString("row_id")
                .endRecord()
                .toString());
  }

  @AfterContainer
  static void stop() {
    registry.close();
  }

  @Property(tries = 1_000)
  void anyBytesBehindAKnownId(
      @ForAll @Size(max = 300) byte[] bytes, @ForAll @IntRange(min = 1, max = 3) int id) {
    byte[] record = new byte[bytes.length + 5];
    record[4] = (byte) id;
    System.arraycopy(bytes, 0, record, 5, bytes.length);

    readsOrRefuses(rows, record);
    readsOrRefuses(models, record);
    assertThat(rows.deserialize("t", row)).isEqualTo(Samples.row("1"));
  }

  @Property(tries = 500)
  void anyBytesAtAll(@ForAll @Size(max = 40) byte[] bytes) {
    readsOrRefuses(rows, bytes);
  }

  @Property(tries = 1_000)
  void aRecordWithOneByteChanged(
      @ForAll @IntRange(min = 0, max = 10_000) int at, @ForAll byte value) {
    byte[] record = model.clone();
    record[5 + at % (record.length - 5)] = value;

    readsOrRefuses(models, record);
    assertThat(models.deserialize("t", model)).isEqualTo(Samples.model());
  }

  @Property(tries = 300)
  void aRecordCutShort(@ForAll @IntRange(min = 0, max = 10_000) int length) {
    byte[] cut = Arrays.copyOf(row, length % row.length);

    assertThatThrownBy(() -> rows.deserialize("t", cut)).isInstanceOf(SerializationException.class);
  }

  @Property(tries = 1)
  void aRecordWithSomethingBehindIt() {
    byte[] longer = Arrays.copyOf(row, row.length + 1);

    assertThatThrownBy(() -> rows.deserialize("t", longer))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("left over");
  }

  @Property(tries = 1)
  void hugeLengthsAreRefusedWithoutTakingTheMemory() {
    byte[] hugeString = {0, 0, 0, 0, 1, (byte) 0xfe, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f};
    byte[] hugeArray = {
      0,
      0,
      0,
      0,
      (byte) hostile,
      (byte) 0xfe,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      (byte) 0xff,
      0x7f
    };

    for (byte[] bytes : new byte[][] {hugeString, hugeArray}) {
      long before = allocated();
      assertThatThrownBy(() -> rows.deserialize("t", bytes))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("'t'");
      assertThat(allocated() - before).isLessThan(16L << 20);
    }
  }

  @Property(tries = 1)
  void theGoodRecordAfterTheBadIsRead() {
    assertThat(rows.deserialize("t", row)).isEqualTo(Samples.row("1"));
    readsOrRefuses(rows, Arrays.copyOf(row, 20));
    assertThat(rows.deserialize("t", row)).isEqualTo(Samples.row("1"));
  }

  private static long allocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static void readsOrRefuses(Deserializer<?> deserializer, byte[] bytes) {
    try {
      assertThat(deserializer.deserialize("t", bytes)).isNotNull();
    } catch (SerializationException e) {
      assertThat(e).hasMessageContaining("'t'").hasMessageContaining(bytes.length + " bytes");
    }
  }
}
