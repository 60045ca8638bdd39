package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.junit.jupiter.api.Test;

final class AvroBytesTest {

  @Test
  void aValueThatAnEarlierVersionStoredIsReadWithTheFieldsItHad() throws IOException {
    Schema now = BenchmarkRow.getClassSchema();
    List<Schema.Field> fields =
        now.getFields().stream()
            .filter(field -> !field.name().equals("metric_value"))
            .map(field -> new Schema.Field(field, field.schema()))
            .toList();
    Schema earlier =
        Schema.createRecord(now.getName(), now.getDoc(), now.getNamespace(), false, fields);
    GenericRecord stored =
        new GenericRecordBuilder(earlier).set("source", "postgres").set("row_id", "7").build();
    ByteBuffer buffer = new BinaryMessageEncoder<>(GenericData.get(), earlier).encode(stored);
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);

    AvroBytes<BenchmarkRow> codec =
        new AvroBytes<>(
            List.of(earlier),
            BenchmarkRow.getEncoder(),
            BenchmarkRow.createDecoder(fingerprint -> null));
    BenchmarkRow row = codec.decode(bytes);

    assertThat(row.getRowId()).isEqualTo("7");
    assertThat(row.getMetricValue()).isEmpty();
  }
}
