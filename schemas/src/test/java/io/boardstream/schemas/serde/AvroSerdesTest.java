package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.ModelCompatibility;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.IndexedRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is written is read again, as the reader knows it, with few questions to the registry. */
final class AvroSerdesTest {

  private static final String TOPIC = "benchmark.rows";

  private final InTestRegistry registry = InTestRegistry.start();
  private final Serde<BenchmarkRow> rows = serdes(Map.of()).values(BenchmarkRow.class);

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void whatIsWrittenIsReadAgain() {
    Serde<ModelCompatibility> models = serdes(Map.of()).values(ModelCompatibility.class);

    byte[] full = rows.serializer().serialize(TOPIC, Samples.row("1"));
    byte[] bare = rows.serializer().serialize(TOPIC, Samples.bareRow());
    byte[] model = models.serializer().serialize("matrix.models", Samples.model());

    assertThat(rows.deserializer().deserialize(TOPIC, full)).isEqualTo(Samples.row("1"));
    assertThat(rows.deserializer().deserialize(TOPIC, bare)).isEqualTo(Samples.bareRow());
    assertThat(full).startsWith(0, 0, 0, 0, 1).hasSizeBetween(150, 250);
    // Equal both ways, and to another decoded one: Avro's own lists fail here.
    ModelCompatibility read = models.deserializer().deserialize("matrix.models", model);
    assertThat(read).isEqualTo(Samples.model()).hasSameHashCodeAs(Samples.model());
    assertThat(Samples.model()).isEqualTo(read);
    assertThat(models.deserializer().deserialize("matrix.models", model)).isEqualTo(read);
  }

  @Test
  void tombstonesStayTombstones() {
    assertThat(rows.serializer().serialize(TOPIC, null)).isNull();
    assertThat(rows.deserializer().deserialize(TOPIC, null)).isNull();
    assertThat(registry.requests()).isZero();
  }

  @Test
  void theRegistryIsAskedOncePerSchemaNotPerRecord() {
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = rows.serializer().serialize(TOPIC, Samples.row(Integer.toString(i)));
      rows.deserializer().deserialize(TOPIC, bytes);
    }

    assertThat(registry.requests()).isEqualTo(2);
  }

  @Test
  void manyThreadsShareOneSerde() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> work =
          IntStream.range(0, 2_000)
              .mapToObj(i -> (Callable<Boolean>) () -> survives(Samples.row("row-" + i)))
              .toList();

      for (Future<Boolean> done : threads.invokeAll(work)) {
        assertThat(done.get()).isTrue();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void registeredSchemasCarryNoHintsForJava() {
    rows.serializer().serialize(TOPIC, Samples.row("1"));

    Schema registered = registry.latest().get("benchmark.rows-value");
    assertThat(registered.toString()).doesNotContain("avro.java");
    assertThat(registered.getFields())
        .extracting(Schema.Field::doc)
        .containsExactlyElementsOf(
            BenchmarkRow.getClassSchema().getFields().stream().map(Schema.Field::doc).toList());
  }

  @Test
  void subjectsFollowTheStrategyByShortOrConfluentsName() {
    String confluent = "io.confluent.kafka.serializers.subject.";
    for (String strategy : List.of("RecordNameStrategy", confluent + "TopicRecordNameStrategy")) {
      serdes(Map.of("value.subject.name.strategy", strategy))
          .values(BenchmarkRow.class)
          .serializer()
          .serialize(TOPIC, Samples.row("1"));
    }

    assertThat(registry.latest())
        .containsOnlyKeys(
            "io.boardstream.avro.BenchmarkRow", "benchmark.rows-io.boardstream.avro.BenchmarkRow");
  }

  @Test
  void aReaderFillsFieldsThatTheWriterDidNotKnowAndSkipsThoseItDoesNot() {
    int id =
        registry.add(
            "other-value",
            """
            {"type":"record","name":"BenchmarkRow","namespace":"io.boardstream.avro","fields":[
              {"name":"future","type":{"type":"array","items":"string"}},
              {"name":"row_id","type":"string"},
              {"name":"metric_value","type":"int"},
              {"name":"source","type":"string"}]}
            """);
    GenericRecord record = new GenericData.Record(registry.latest().get("other-value"));
    record.put("future", List.of("a", "b"));
    record.put("row_id", "7");
    record.put("metric_value", 42);
    record.put("source", "elsewhere");
    byte[] bytes =
        new AvroSerializerOf(
                Map.of(
                    "schema.registry.url",
                    registry.url(),
                    "auto.register.schemas",
                    "false",
                    "use.latest.version",
                    "true"))
            .serialize("other", record);

    assertThat(bytes).startsWith(0, 0, 0, 0, id);
    assertThat(rows.deserializer().deserialize(TOPIC, bytes))
        .isEqualTo(
            BenchmarkRow.newBuilder()
                .setSource("elsewhere")
                .setRowId("7")
                .setMetricValue(42.0)
                .build());
  }

  @Test
  void writingByTheLatestSchemaMovesFieldsToWhereItHasThem() {
    Schema own = BenchmarkRow.getClassSchema();
    List<Schema.Field> reversed =
        own.getFields().stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .sorted((a, b) -> b.name().compareTo(a.name()))
            .toList();
    Schema latest = Schema.createRecord(own.getName(), null, own.getNamespace(), false, reversed);
    registry.add("benchmark.rows-value", latest.toString());
    Serde<BenchmarkRow> byLatest =
        serdes(Map.of("auto.register.schemas", "false", "use.latest.version", "true"))
            .values(BenchmarkRow.class);

    byte[] bytes = byLatest.serializer().serialize(TOPIC, Samples.row("1"));

    assertThat(registry.latest().get("benchmark.rows-value")).isEqualTo(latest);
    assertThat(rows.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.row("1"));
  }

  @Test
  void kafkaMakesThemByClassName() {
    Map<String, Object> configs = Map.of("schema.registry.url", registry.url());
    byte[] bytes = rows.serializer().serialize(TOPIC, Samples.row("1"));

    assertThat(read(configs, bytes)).isInstanceOf(GenericRecord.class);
    assertThat(read(with(configs, "specific.avro.reader", "true"), bytes))
        .isEqualTo(Samples.row("1"));
    assertThat(read(with(configs, "specific.avro.value.type", BenchmarkRow.class.getName()), bytes))
        .isEqualTo(Samples.row("1"));
    assertThatThrownBy(
            () -> read(with(configs, "specific.avro.value.type", "java.lang.String"), bytes))
        .isInstanceOf(ConfigException.class);
  }

  @Test
  void otherImplementationsAreTakenByClassNameAndToldEverything() {
    Map<String, String> foreign =
        Map.of(
            "avro.serializer.class", ForeignSerde.Writer.class.getName(),
            "avro.deserializer.class", ForeignSerde.Reader.class.getName(),
            "basic.auth.user.info", "bob:secret");

    Serde<BenchmarkRow> serde = serdes(foreign).values(BenchmarkRow.class);

    assertThat(serde.serializer()).isInstanceOf(ForeignSerde.Writer.class);
    assertThat(((ForeignSerde.Reader) (Deserializer<?>) serde.deserializer()).configs)
        .containsEntry("schema.registry.url", registry.url())
        .containsEntry("basic.auth.user.info", "bob:secret")
        .containsEntry("specific.avro.reader", true)
        .containsEntry("specific.avro.value.type", BenchmarkRow.class)
        .containsEntry(
            "value.subject.name.strategy",
            "io.confluent.kafka.serializers.subject.TopicNameStrategy");
    assertThatThrownBy(
            () ->
                serdes(Map.of("avro.deserializer.class", StringSerializer.class.getName()))
                    .values(BenchmarkRow.class))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("StringSerializer");
  }

  @Test
  void aRecordThatDoesNotFitItsSchemaIsNamedAndTheNextIsWritten() {
    GenericRecord bad =
        new GenericData.Record(
            new Schema.Parser()
                .parse(
                    "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"f\",\"type\":\"int\"}]}"));
    bad.put("f", "text");
    AvroSerializerOf serializer =
        new AvroSerializerOf(Map.of("schema.registry.url", registry.url()));

    assertThatThrownBy(() -> serializer.serialize("t", bad))
        .isInstanceOf(org.apache.kafka.common.errors.SerializationException.class)
        .hasMessageContaining("'t'");
    bad.put("f", 5);
    assertThat(serializer.serialize("t", bad)).containsExactly(0, 0, 0, 0, 1, 10);
  }

  /** With its configuration behind it. */
  private static final class AvroSerializerOf {
    private final AvroSerializer<IndexedRecord> serializer = new AvroSerializer<>();

    AvroSerializerOf(Map<String, String> configs) {
      serializer.configure(configs, false);
    }

    byte[] serialize(String topic, IndexedRecord value) {
      return serializer.serialize(topic, value);
    }
  }

  private boolean survives(BenchmarkRow row) {
    return rows.deserializer()
        .deserialize(TOPIC, rows.serializer().serialize(TOPIC, row))
        .equals(row);
  }

  private static IndexedRecord read(Map<String, Object> configs, byte[] bytes) {
    try (AvroDeserializer<IndexedRecord> deserializer = new AvroDeserializer<>()) {
      deserializer.configure(configs, false);
      return deserializer.deserialize(TOPIC, bytes);
    }
  }

  private static Map<String, Object> with(Map<String, Object> configs, String key, String value) {
    Map<String, Object> more = new HashMap<>(configs);
    more.put(key, value);
    return more;
  }

  private AvroSerdes serdes(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("schema.registry.url", registry.url());
    return new AvroSerdes(settings);
  }
}
