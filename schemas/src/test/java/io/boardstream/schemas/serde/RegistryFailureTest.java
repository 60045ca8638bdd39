package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.avro.BenchmarkRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The registry is away, refuses us, or refuses the schema: three different things for the record.
 */
final class RegistryFailureTest {

  private static final String TOPIC = "t";
  private static final byte[] UNKNOWN_ID = {0, 0, 0, 1, 0, 2};

  private final InTestRegistry registry = InTestRegistry.start();

  @AfterEach
  void stop() {
    registry.close();
  }

  @Test
  void aRegistryThatIsAwayIsNotTheRecordsFault() throws IOException {
    Serde<BenchmarkRow> rows = rows("http://127.0.0.1:" + freePort(), Map.of());

    assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("cannot connect")
        .hasMessageContaining("schema.registry.url");
    assertThatThrownBy(() -> rows.deserializer().deserialize(TOPIC, UNKNOWN_ID))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503})
  void aRegistryInTroubleIsAskedAgainUntilItRecovers(int status) {
    registry.failWith(status, "busy");
    Serde<BenchmarkRow> rows =
        rows(registry.url(), Map.of("schema.registry.retry.timeout.ms", "30000"));

    CompletableFuture<byte[]> written =
        CompletableFuture.supplyAsync(() -> rows.serializer().serialize(TOPIC, Samples.row("1")));
    await().until(() -> registry.requests() >= 3);
    assertThat(written).isNotDone();
    registry.failWith(0, "");

    assertThat(written).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void aRegistryThatStartsLateIsWaitedFor() throws IOException {
    int port = freePort();
    Serde<BenchmarkRow> rows =
        rows("http://localhost:" + port, Map.of("schema.registry.retry.timeout.ms", "30000"));

    CompletableFuture<byte[]> written =
        CompletableFuture.supplyAsync(() -> rows.serializer().serialize(TOPIC, Samples.row("1")));
    try (InTestRegistry late = InTestRegistry.start(port)) {
      assertThat(written).succeedsWithin(Duration.ofSeconds(20));
      assertThat(late.latest()).containsOnlyKeys("t-value");
    }
  }

  @Test
  void whatIsKnownNeedsNoRegistry() {
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of());
    byte[] bytes = rows.serializer().serialize(TOPIC, Samples.row("1"));
    rows.deserializer().deserialize(TOPIC, bytes);
    registry.close();

    assertThat(rows.serializer().serialize(TOPIC, Samples.row("1"))).isEqualTo(bytes);
    assertThat(rows.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.row("1"));
  }

  @Test
  void theNextUrlIsAskedWhenTheFirstIsDead() throws IOException {
    String dead = "http://127.0.0.1:" + freePort();
    Serde<BenchmarkRow> rows =
        rows(dead + ", " + registry.url(), Map.of("schema.registry.retry.timeout.ms", "0"));

    byte[] bytes = rows.serializer().serialize(TOPIC, Samples.row("1"));

    assertThat(rows.deserializer().deserialize(TOPIC, bytes)).isEqualTo(Samples.row("1"));
  }

  @Test
  void interruptionEndsTheWait() throws Exception {
    registry.failWith(503, "");
    Serde<BenchmarkRow> rows =
        rows(registry.url(), Map.of("schema.registry.retry.timeout.ms", "600000"));
    CompletableFuture<Throwable> end = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                rows.serializer().serialize(TOPIC, Samples.row("1"));
              } catch (RuntimeException e) {
                end.complete(e);
              }
            });
    thread.start();
    await().until(() -> registry.requests() >= 1);

    thread.interrupt();

    assertThat(end).succeedsWithin(Duration.ofSeconds(10)).isInstanceOf(InterruptException.class);
    thread.join();
  }

  @Test
  void anUnknownIdIsTheRecordsFaultAndAskedForOnceInAWhile() {
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of());

    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> rows.deserializer().deserialize(TOPIC, UNKNOWN_ID))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("id 256")
          .hasMessageContaining("'t'")
          .hasMessageContaining("000000010002");
    }

    assertThat(registry.requests()).isEqualTo(1);
  }

  @Test
  void anUnknownIdDoesNotStayUnknown() throws IOException {
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of("missing.id.cache.ttl.sec", "1"));
    BenchmarkRow row = BenchmarkRow.newBuilder().setSource("a").setRowId("b").build();
    byte[] early = withId(1, row);
    assertThatThrownBy(() -> rows.deserializer().deserialize(TOPIC, early))
        .isInstanceOf(SerializationException.class);

    registry.add("t-value", BenchmarkRow.getClassSchema().toString());

    await()
        .ignoreExceptions()
        .untilAsserted(
            () -> assertThat(rows.deserializer().deserialize(TOPIC, early)).isEqualTo(row));
  }

  /** On the wire, though no registry was asked. */
  private static byte[] withId(int id, BenchmarkRow row) throws IOException {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    wire.writeBytes(ByteBuffer.allocate(5).put((byte) 0).putInt(id).array());
    BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(wire, null);
    new SpecificDatumWriter<>(BenchmarkRow.class).write(row, encoder);
    return wire.toByteArray();
  }

  @Test
  void aWrongAddressDoesNotCondemnRecords() {
    registry.failWith(404, "<html>Not here</html>");
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of());

    assertThatThrownBy(() -> rows.deserializer().deserialize(TOPIC, UNKNOWN_ID))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("schema.registry.url");
    registry.failWith(200, "<html>Welcome</html>");
    assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  @Test
  void anIncompatibleSchemaIsRefusedWithTheRegistrysWordsAndNotAskedAgainAtOnce() {
    registry.failWith(409, InTestRegistry.error(409, "field x was removed"));
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of());

    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("field x was removed")
          .hasMessageContaining("'t-value'");
    }

    assertThat(registry.requests()).isEqualTo(1);
  }

  @Test
  void anUnregisteredSchemaIsRefusedWithWhatToDo() {
    for (String latest : new String[] {"true", "false"}) {
      Serde<BenchmarkRow> rows =
          rows(
              registry.url(),
              Map.of("auto.register.schemas", "false", "use.latest.version", latest));

      assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
          .isInstanceOf(SerializationException.class)
          .hasMessageContaining("'t-value'")
          .hasMessageContaining("auto.register.schemas");
    }
    assertThat(registry.latest()).isEmpty();
  }

  @Test
  void aLatestSchemaThatCannotHoldTheRecordIsRefused() {
    registry.add("t-value", "{\"type\":\"record\",\"name\":\"Other\",\"fields\":[]}");
    Serde<BenchmarkRow> rows =
        rows(
            registry.url(), Map.of("auto.register.schemas", "false", "use.latest.version", "true"));

    assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
        .isInstanceOf(SerializationException.class)
        .hasMessageContaining("cannot hold");
  }

  @Test
  void credentialsAreSentInEachOfTheirForms() {
    String basic = basic("bob:p@ss word+é");
    registry.needAuthorization(basic);
    accepted(registry.url(), "USER_INFO", "basic.auth.user.info", "bob:p@ss word+é");
    accepted(
        registry.url(), "USER_INFO", "schema.registry.basic.auth.user.info", "bob:p@ss word+é");
    String inUrl = registry.url().replace("//", "//bob:p%40ss%20word+%C3%A9@");
    accepted(inUrl, "URL", "auto.register.schemas", "true");

    registry.needAuthorization("Bearer abc.def");
    assertThatCode(
            () ->
                rows(
                        registry.url(),
                        Map.of(
                            "bearer.auth.credentials.source", "STATIC_TOKEN",
                            "bearer.auth.token", "abc.def"))
                    .serializer()
                    .serialize(TOPIC, Samples.row("1")))
        .doesNotThrowAnyException();
  }

  @Test
  void wrongCredentialsAreNotTheRecordsFaultAndAreNotShown() {
    registry.needAuthorization(basic("bob:right"));
    Serde<BenchmarkRow> rows = rows(registry.url().replace("//", "//bob:hunter2@"), Map.of());

    assertThatThrownBy(() -> rows.serializer().serialize(TOPIC, Samples.row("1")))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("401")
        .hasMessageContaining("basic.auth.user.info")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void settingsThatContradictThemselvesAreRefusedAtOnce() {
    assertThatThrownBy(() -> rows("http://x", Map.of("basic.auth.credentials.source", "USER_INFO")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("basic.auth.user.info");
    assertThatThrownBy(
            () -> rows("http://x", Map.of("bearer.auth.credentials.source", "STATIC_TOKEN")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("bearer.auth.token");
    assertThatThrownBy(() -> rows("", Map.of())).isInstanceOf(ConfigException.class);
    assertThatThrownBy(() -> rows("http://x", Map.of("value.subject.name.strategy", "Mine")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("TopicNameStrategy");
  }

  private void accepted(String url, String source, String key, String value) {
    assertThatCode(
            () ->
                rows(url, Map.of("basic.auth.credentials.source", source, key, value))
                    .serializer()
                    .serialize(TOPIC, Samples.row("1")))
        .doesNotThrowAnyException();
  }

  private static String basic(String userInfo) {
    return "Basic " + Base64.getEncoder().encodeToString(userInfo.getBytes(StandardCharsets.UTF_8));
  }

  private static Serde<BenchmarkRow> rows(String url, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>();
    settings.put("schema.registry.url", url);
    settings.put("schema.registry.retry.timeout.ms", "300");
    settings.put("retries.wait.ms", "20");
    settings.putAll(more);
    return new AvroSerdes(settings).values(BenchmarkRow.class);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
