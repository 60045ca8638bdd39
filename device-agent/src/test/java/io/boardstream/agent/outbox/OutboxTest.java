package io.boardstream.agent.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.JobControl;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutboxTest {
  private static final long MIB = 1 << 20;

  @TempDir private Path folder;

  @Test
  void whatWasPutIsThereInOrderAfterTheProcessDied() {
    try (Outbox outbox = open()) {
      outbox.put(List.of(event("a"), event("b")));
      outbox.put(List.of(event("c")));
      // The files as they are while it is open are what a killed process leaves.
      copy("outbox.db");
      copy("outbox.db-wal");
    }

    try (Outbox after = Outbox.open(folder.resolve("copy-outbox.db"), MIB)) {
      assertThat(after.oldest(10)).extracting(Waiting::key).containsExactly("a", "b", "c");
      assertThat(after.oldest(10).get(0).value()).isEqualTo(control("a"));
    }
  }

  @Test
  void whatWasSentIsForgottenAndWhatWasRefusedStays() {
    try (Outbox outbox = open()) {
      outbox.put(List.of(event("a"), event("b"), event("c")));

      outbox.sent(outbox.oldest(1));
      outbox.refuse(outbox.oldest(1).get(0), "too large");

      assertThat(outbox.oldest(10)).extracting(Waiting::key).containsExactly("c");
      assertThat(outbox.waiting()).isEqualTo(1);
      assertThat(outbox.refused()).isEqualTo(1);
    }
  }

  @Test
  void ofAStateOnlyTheLatestWaits() {
    try (Outbox outbox = open()) {
      outbox.put(List.of(state("job"), event("a"), state("other")));
      outbox.put(List.of(state("job")));

      assertThat(outbox.oldest(10)).extracting(Waiting::key).containsExactly("a", "other", "job");
    }
  }

  @Test
  void aFullOutboxRefusesWhatIsNewAndKeepsWhatItHas() {
    try (Outbox outbox = open()) {
      String large = "x".repeat(100_000);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 100; i++) {
                  outbox.put(List.of(new Message("t", "k" + i, control(large), false)));
                }
              })
          .isInstanceOf(OutboxException.class)
          .hasMessageContaining("full");
      long kept = outbox.waiting();
      assertThat(kept).isBetween(5L, 20L);
      assertThat(outbox.oldest(1)).extracting(Waiting::key).containsExactly("k0");

      outbox.sent(outbox.oldest(5));
      outbox.put(List.of(event("after")));

      assertThat(outbox.waiting()).isEqualTo(kept - 4);
    }
  }

  @Test
  void aFolderThatCannotBeWrittenIsAnErrorThatSaysSo() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");

    assertThatThrownBy(() -> Outbox.open(file.resolve("outbox.db"), MIB))
        .isInstanceOf(OutboxException.class)
        .hasMessageContaining("cannot be opened");
  }

  private Outbox open() {
    return Outbox.open(folder.resolve("outbox.db"), MIB);
  }

  private void copy(String name) {
    try {
      Files.copy(folder.resolve(name), folder.resolve("copy-" + name));
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Message event(String key) {
    return new Message("events", key, control(key), false);
  }

  private static Message state(String key) {
    return new Message("states", key, control(key), true);
  }

  private static JobControl control(String by) {
    return JobControl.newBuilder()
        .setJobId("job")
        .setAction("cancel")
        .setRetry(0)
        .setAt(Instant.EPOCH)
        .setBy(by)
        .build();
  }
}
