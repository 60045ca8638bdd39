package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRegistryTest {

  @TempDir Path folder;

  @Test
  void schemasTheirIdsAndTheAddressStayAcrossARestart() throws Exception {
    URI url;
    String registered;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
      url = registry.url();
      new Schemas(url).register("first", "long");
      registered = new Schemas(url).register("second", "string");
    }

    EmbeddedRegistry closed;
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(folder, 0)) {
      closed = registry;
      Schemas schemas = new Schemas(registry.url());
      assertThat(registry.isHealthy()).isTrue();
      assertThat(registry.url()).isEqualTo(url).hasPath("/apis/ccompat/v7");
      assertThat(schemas.register("second", "string")).isEqualTo(registered);
      assertThat(schemas.byId(Schemas.id(registered))).contains("string");
    }
    assertThat(closed.isHealthy()).isFalse();
    assertThat(ProcessHandle.of(closed.pid()).stream()).allMatch(ProcessTable::hasEnded);
  }

  @Test
  void registryThatEndsAtStartShowsWhatItSaid() throws Exception {
    Files.createDirectories(folder.resolve("h2"));
    Files.writeString(folder.resolve("h2/registry.mv.db"), "not a database");

    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> EmbeddedRegistry.start(folder, 0))
        .withMessageContaining("schema registry")
        .withMessageContaining("ended with code")
        .withMessageContaining("MVStoreException");
    DataFolder.open(folder, "registry").close();
  }

  @Test
  void portThatIsTakenIsNamedWithItsUser() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> EmbeddedRegistry.start(folder, taken.getLocalPort()))
          .withMessageContaining("Port " + taken.getLocalPort() + " (registry) is in use by");
    }
  }
}
