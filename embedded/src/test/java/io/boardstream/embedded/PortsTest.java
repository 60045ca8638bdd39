package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PortsTest {

  @TempDir Path path;
  DataFolder folder;

  @BeforeEach
  void open() {
    folder = DataFolder.open(path, "part");
  }

  @AfterEach
  void close() {
    folder.close();
  }

  @Test
  void chosenPortIsTheSameNextTime() {
    int first = new Ports(folder).choose("one", 0);
    int other = new Ports(folder).choose("two", 0);

    assertThat(other).isNotEqualTo(first);
    assertThat(new Ports(folder).choose("one", 0)).isEqualTo(first);
    assertThat(new Ports(folder).choose("two", 0)).isEqualTo(other);
  }

  @Test
  void askedForPortIsRemembered() {
    int asked = new Ports(folder).choose("elsewhere", 0);

    assertThat(new Ports(folder).choose("one", asked)).isEqualTo(asked);
    assertThat(new Ports(folder).choose("one", 0)).isEqualTo(asked);
  }

  @Test
  void rememberedPortThatIsTakenGivesWayToAnother() throws Exception {
    int first = new Ports(folder).choose("one", 0);

    try (ServerSocket taken = new ServerSocket(first, 1, InetAddress.getLoopbackAddress())) {
      assertThat(new Ports(folder).choose("one", 0)).isNotEqualTo(taken.getLocalPort());
    }
  }

  @Test
  void portTakenOnAllAddressesIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0)) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> new Ports(folder).choose("one", taken.getLocalPort()))
          .withMessageContaining("in use by this process");
    }
  }

  @Test
  void unreadableMemoryIsForgotten() throws Exception {
    Files.writeString(path.resolve("ports.properties"), "one=\\u00zz");

    assertThat(new Ports(folder).choose("one", 0)).isPositive();
  }

  @Test
  void whatIsNoPortIsRefused() {
    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> new Ports(folder).choose("one", 65_536))
        .withMessageContaining("65536 (one) is not a port");
  }
}
