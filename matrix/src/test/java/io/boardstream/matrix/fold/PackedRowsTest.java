package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.schemas.ContractClasses;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.LogicalTypes;
import org.apache.avro.Schema;

/** Packed rows come out as the rows of a store do: the same rows, in the same order. */
final class PackedRowsTest {

  static {
    ContractClasses.trust();
  }

  private static final byte[] RUN = {1, 2, 3};
  private static final String SOURCE = "some/source";

  @Property(tries = 1000)
  void anyRowsComeOutAsFromAStore(@ForAll("rows") List<BenchmarkRow> rows) {
    assertComeOutAsFromAStore(rows);
  }

  @Example
  void ofVeryManyRowsTheFirstComeOutAndOneMore() {
    List<BenchmarkRow> rows = new ArrayList<>();
    for (long id = 1; id <= 2L * RunAssembly.MAX_ROWS; id++) {
      rows.add(Rows.row(id, row -> row.setSource(SOURCE)));
      rows.add(Rows.row(id / 2 + 1, row -> row.setSource(SOURCE).setMetricValue(1.0)));
    }
    Collections.shuffle(rows, new Random(1));

    assertComeOutAsFromAStore(rows);
  }

  private static void assertComeOutAsFromAStore(List<BenchmarkRow> rows) {
    OrderedStore store = new TreeStore();
    PackedRows packed = new PackedRows(id(rows.get(0)), rows.get(0));
    for (BenchmarkRow row : rows) {
      store.put(Keys.evidence(RUN, id(row)), FactRouting.encode(row));
      packed.add(id(row), row);
    }

    assertThat(text(packed.rows())).isEqualTo(text(new StoredFacts(store).of(RUN)));
  }

  private static String id(BenchmarkRow row) {
    return SOURCE + "/" + row.getRowId();
  }

  private static List<String> text(List<BenchmarkRow> rows) {
    return rows.stream().map(BenchmarkRow::toString).toList();
  }

  /** Every field of the schema, each with few values, so that rows share some and not others. */
  @Provide
  static Arbitrary<List<BenchmarkRow>> rows() {
    return Arbitraries.randomValue(PackedRowsTest::row).list().ofMinSize(1).ofMaxSize(12);
  }

  private static BenchmarkRow row(Random random) {
    BenchmarkRow row = new BenchmarkRow();
    for (Schema.Field field : BenchmarkRow.getClassSchema().getFields()) {
      row.put(field.pos(), value(random, field.schema()));
    }
    row.put("source", SOURCE);
    return row;
  }

  private static Object value(Random random, Schema schema) {
    return switch (schema.getType()) {
      case UNION -> random.nextInt(3) == 0 ? null : value(random, schema.getTypes().get(1));
      case STRING ->
          one(
              random,
              List.of(
                  "1", "9", "10", "", "a\0", "a", "é", "\uD83D\uDE00", "\uD83D\uDE01x", "\uFFFDx"));
      case LONG ->
          schema.getLogicalType() instanceof LogicalTypes.TimestampMicros
              ? one(
                  random,
                  List.of(Instant.EPOCH, Rows.NIGHT, Instant.parse("1969-12-31T23:59:59.999999Z")))
              : one(random, List.of(0L, 128L, -1L, Long.MAX_VALUE, Long.MIN_VALUE));
      case DOUBLE -> one(random, List.of(0.0, -0.0, 61.5, Double.MIN_VALUE, Double.NaN));
      case BOOLEAN -> random.nextBoolean();
      case RECORD -> new FactVersion(0L, (long) random.nextInt(2));
      default -> throw new IllegalStateException("Say what " + schema + " may be");
    };
  }

  private static <T> T one(Random random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }
}
