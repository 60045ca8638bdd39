package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedBrokerTest {
  @TempDir Path folder;

  @Test
  void all() throws Exception {
    for (int i = 0; i < 2; i++) {
      long t = System.nanoTime();
      try (EmbeddedBroker b = EmbeddedBroker.start(folder.resolve("b"), 0)) {
        System.out.println(
            "broker " + b.bootstrapServers() + " " + (System.nanoTime() - t) / 1000000);
        assertThat(b.isHealthy()).isTrue();
        t = System.nanoTime();
      }
      System.out.println("broker close " + (System.nanoTime() - t) / 1000000);
      t = System.nanoTime();
      try (EmbeddedPostgres b = EmbeddedPostgres.start(folder.resolve("p"), 0)) {
        System.out.println("pg " + b.libpqUrl() + " " + (System.nanoTime() - t) / 1000000);
        assertThat(b.isHealthy()).isTrue();
        t = System.nanoTime();
      }
      System.out.println("pg close " + (System.nanoTime() - t) / 1000000);
      t = System.nanoTime();
      try (EmbeddedRegistry b = EmbeddedRegistry.start(folder.resolve("r"), 0)) {
        System.out.println("reg " + b.url() + " " + (System.nanoTime() - t) / 1000000);
        assertThat(b.isHealthy()).isTrue();
        t = System.nanoTime();
      }
      System.out.println("reg close " + (System.nanoTime() - t) / 1000000);
    }
  }
}
