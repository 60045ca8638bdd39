package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class EventLogTest {

  private final EventLog log = new EventLog("a", 3);

  @Test
  void aReaderGoesOnAfterWhatItSaw() {
    append("one", "two", "three");

    assertThat(log.after("a-1")).contains(2L);
    assertThat(text(2)).contains("two", "three").doesNotContain("one");
    assertThat(log.after("a-3")).contains(4L);
    assertThat(log.from(4)).isEmpty();
  }

  @Test
  void whatIsNotKeptIsNotPretended() {
    append("one", "two", "three", "four", "five");

    assertThat(log.after("a-1")).isEmpty();
    assertThat(log.after("a-2")).contains(3L);
    assertThat(log.isLost(2)).isTrue();
    assertThat(log.isLost(3)).isFalse();
  }

  @Test
  void idsOfOthersAndOfTheFutureMeanNothing() {
    append("one");

    assertThat(log.after("b-1")).isEmpty();
    assertThat(log.after("a-9")).isEmpty();
    assertThat(log.after("a-x")).isEmpty();
    assertThat(log.after("")).isEmpty();
  }

  @Test
  void anEventIsSentAsTheStandardWritesIt() {
    append("one");

    assertThat(text(1)).isEqualTo("id: a-1\nevent: model\ndata: \"one\"\n\n");
  }

  private void append(String... data) {
    for (String one : data) {
      log.append("model", Json.bytes(one));
    }
  }

  private String text(long from) {
    Optional<EventLog.Chunk> chunk = log.from(from);
    return new String(chunk.orElseThrow().bytes(), UTF_8);
  }
}
