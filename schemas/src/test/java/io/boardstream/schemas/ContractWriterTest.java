package io.boardstream.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.AvroTypeException;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ContractWriterTest {

  static {
    ContractClasses.trust();
  }

  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(
      classes = {
        BenchmarkRow.class,
        BenchmarkRun.class,
        Cell.class,
        ModelCompatibility.class,
        MatrixSummary.class
      })
  void everyRecordHasTheBytesThatAvrosOwnWriterGivesIt(Class<? extends SpecificRecord> type)
      throws Exception {
    Schema schema = SpecificData.get().getSchema(type);
    DatumWriter<SpecificRecord> quick = ContractWriter.of(schema, type);
    DatumWriter<SpecificRecord> own =
        new SpecificDatumWriter<>(schema, SpecificData.getForClass(type));
    assertThat(quick).isInstanceOf(ContractWriter.class);

    for (int i = 0; i < 200; i++) {
      SpecificRecord record = record(schema);

      assertThat(bytes(quick, record)).isEqualTo(bytes(own, record));
    }
  }

  @Test
  void aRecordThatDoesNotFitIsRefusedByTheNameOfTheField() {
    BenchmarkRow nobodys = new BenchmarkRow();
    DatumWriter<SpecificRecord> quick =
        ContractWriter.of(BenchmarkRow.getClassSchema(), BenchmarkRow.class);

    assertThatThrownBy(() -> bytes(quick, nobodys))
        .isInstanceOf(AvroTypeException.class)
        .hasMessageContaining("source");
  }

  @Test
  void whatTheContractDoesNotUseIsLeftToAvro() {
    Schema other = SchemaBuilder.record("Other").fields().requiredBytes("anything").endRecord();

    assertThat(ContractWriter.of(other, BenchmarkRow.class))
        .isInstanceOf(SpecificDatumWriter.class);
  }

  private static byte[] bytes(DatumWriter<SpecificRecord> writer, SpecificRecord record)
      throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
    writer.write(record, encoder);
    encoder.flush();
    return out.toByteArray();
  }

  private SpecificRecord record(Schema schema) {
    SpecificRecord record =
        (SpecificRecord) SpecificData.newInstance(SpecificData.get().getClass(schema), schema);
    for (Schema.Field field : schema.getFields()) {
      record.put(field.pos(), value(field.schema()));
    }
    return record;
  }

  private Object value(Schema schema) {
    return switch (schema.getType()) {
      case UNION -> random.nextBoolean() ? null : value(schema.getTypes().get(1));
      case STRING -> List.of("", "n150", "é\uD83D\uDE00").get(random.nextInt(3));
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
              ? Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000) * 1_000L)
              : random.nextLong();
      case DOUBLE -> random.nextDouble();
      case BOOLEAN -> random.nextBoolean();
      case ENUM -> {
        List<?> constants = List.of(SpecificData.get().getClass(schema).getEnumConstants());
        yield constants.get(random.nextInt(constants.size()));
      }
      case ARRAY -> {
        List<Object> items = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          items.add(value(schema.getElementType()));
        }
        yield items;
      }
      case MAP -> {
        Map<String, Object> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
          entries.put("key" + i, value(schema.getValueType()));
        }
        yield entries;
      }
      case RECORD -> record(schema);
      default -> throw new IllegalStateException("Say what " + schema + " may be");
    };
  }
}
