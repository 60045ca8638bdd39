package io.boardstream.schemas.serde;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A registry with a certificate that nobody but us trusts. */
final class RegistryTlsTest {

  private static final String PASSWORD = "changeit";

  @TempDir private static Path folder;
  private static InTestRegistry registry;

  @BeforeAll
  static void start() throws Exception {
    keytool(
        "-genkeypair",
        "-alias",
        "registry",
        "-keyalg",
        "EC",
        "-dname",
        "CN=registry",
        "-ext",
        "SAN=dns:localhost",
        "-keystore",
        key().toString());
    keytool(
        "-exportcert",
        "-rfc",
        "-alias",
        "registry",
        "-keystore",
        key().toString(),
        "-file",
        certificate().toString());
    keytool(
        "-importcert",
        "-noprompt",
        "-alias",
        "registry",
        "-file",
        certificate().toString(),
        "-keystore",
        trust().toString());
    registry = InTestRegistry.startWithTls(serverContext());
  }

  @AfterAll
  static void stop() {
    registry.close();
  }

  @Test
  void aTrustedCertificateIsAccepted() {
    Serde<BenchmarkRow> rows =
        rows(
            registry.url(),
            Map.of(
                "schema.registry.ssl.truststore.location",
                trust().toString(),
                "schema.registry.ssl.truststore.password",
                PASSWORD,
                "schema.registry.ssl.truststore.type",
                "PKCS12"));

    byte[] bytes = rows.serializer().serialize("t", Samples.row("1"));

    assertThat(rows.deserializer().deserialize("t", bytes)).isEqualTo(Samples.row("1"));
  }

  @Test
  void aTrustedCertificateInPemIsAccepted() throws IOException {
    Serde<BenchmarkRow> rows =
        rows(
            registry.url(),
            Map.of(
                "schema.registry.ssl.truststore.type",
                "PEM",
                "schema.registry.ssl.truststore.certificates",
                Files.readString(certificate())));

    assertThat(rows.serializer().serialize("t", Samples.row("1"))).isNotEmpty();
  }

  @Test
  void anUnknownCertificateIsRefusedWithTheKeyThatMendsIt() {
    Serde<BenchmarkRow> rows = rows(registry.url(), Map.of());

    assertThatThrownBy(() -> rows.serializer().serialize("t", Samples.row("1")))
        .isInstanceOf(RegistryUnavailableException.class)
        .hasMessageContaining("schema.registry.ssl.truststore.location");
  }

  @Test
  void aCertificateOfAnotherHostIsRefused() {
    Serde<BenchmarkRow> rows =
        rows(
            registry.url().replace("localhost", "127.0.0.1"),
            Map.of(
                "schema.registry.ssl.truststore.location",
                trust().toString(),
                "schema.registry.ssl.truststore.password",
                PASSWORD,
                "schema.registry.ssl.truststore.type",
                "PKCS12"));

    assertThatThrownBy(() -> rows.serializer().serialize("t", Samples.row("1")))
        .isInstanceOf(RegistryUnavailableException.class);
  }

  private static Serde<BenchmarkRow> rows(String url, Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("schema.registry.url", url);
    settings.put("schema.registry.retry.timeout.ms", "2000");
    return new AvroSerdes(settings).values(BenchmarkRow.class);
  }

  private static Path key() {
    return folder.resolve("key.p12");
  }

  private static Path trust() {
    return folder.resolve("trust.p12");
  }

  private static Path certificate() {
    return folder.resolve("certificate.pem");
  }

  private static SSLContext serverContext() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(key())) {
      store.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), null, null);
    return context;
  }

  private static void keytool(String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(arguments));
    if (!List.of(arguments).contains("-exportcert")) {
      command.addAll(List.of("-storetype", "PKCS12"));
    }
    command.addAll(List.of("-storepass", PASSWORD));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
  }
}
