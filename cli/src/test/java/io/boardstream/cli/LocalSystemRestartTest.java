package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.cli.Commands.Outcome;
import io.boardstream.cli.local.Addresses;
import io.boardstream.embedded.EmbeddedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LocalSystemRestartTest {

  private static final String DOCUMENT = "models/kept-7b-fp16.json";

  @TempDir Path folder;

  @Test
  void aSecondStartGoesOnWhereTheFirstStoppedAndAResetBeginsAnew() throws IOException {
    Addresses first;
    try (RunningFixture system = RunningFixture.start(folder, Map.of(), false)) {
      first = system.addresses();
      system.benchmarks().ran("Kept-7B", "n300", 1, 1.5);
      system.awaitDocument(DOCUMENT, text -> text.contains("1.5"));
    }
    assertThat(Commands.run("status", "--data-dir", folder.toString()).exitCode()).isEqualTo(1);

    // With the sample allowed now: only a first start brings it.
    try (RunningFixture system = RunningFixture.start(folder, Map.of(), true)) {
      assertThat(system.addresses()).isEqualTo(first);
      assertThat(system.document(DOCUMENT)).content().contains("1.5");
      system.benchmarks().ran("Kept-7B", "n300", 2, 2.5);
      system.awaitDocument(DOCUMENT, text -> text.contains("2.5") && !text.contains("1.5"));
      assertThat(system.command("sql", "SELECT count(*) AS n FROM benchmark_rows").out())
          .contains("2\n");
    }

    Outcome dryRun = Commands.run("reset", "--dry-run", "--data-dir", folder.toString());
    assertThat(dryRun.out()).contains("would remove", "kafka", "Nothing was removed");
    assertThat(folder.resolve("documents").resolve(DOCUMENT)).exists();
    Outcome reset = Commands.run("reset", "--execute", "--data-dir", folder.toString());
    assertThat(reset).returns(0, Outcome::exitCode);
    assertThat(folder.resolve("kafka")).doesNotExist();
    assertThat(folder.resolve("documents").resolve(DOCUMENT)).doesNotExist();

    try (RunningFixture system = RunningFixture.start(folder, Map.of(), true)) {
      system.awaitDocument(DOCUMENT, text -> text.contains("2.5"));
    }
  }

  @Test
  void aPortInUseIsNamedAndNothingIsLeftRunning() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThatThrownBy(() -> RunningFixture.start(folder, Map.of("ports.kafka", port), false))
          .isInstanceOf(EmbeddedException.class)
          .hasMessageContaining(port);
      // The folder is free again, and so is the database that had come up.
      assertThat(Files.exists(folder.resolve("postgres/data/postmaster.pid"))).isFalse();
    }
  }
}
