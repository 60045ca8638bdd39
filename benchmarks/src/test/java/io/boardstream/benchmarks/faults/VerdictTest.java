package io.boardstream.benchmarks.faults;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VerdictTest {

  @Test
  void whatIsMissingIsLostWhatNobodyAskedForIsADuplicateAndOtherValuesAreWrong() {
    Verdict verdict = new Verdict();

    verdict.compare("topic", Map.of("a", 1, "b", 2, "c", 3), Map.of("a", 1, "b", 9, "d", 4));

    assertThat(verdict.isExact()).isFalse();
    assertThat(verdict.checked()).isEqualTo(4);
    assertThat(verdict.lines())
        .containsExactly(
            "lost: topic c", "duplicated: topic d", "wrong: topic b: is 9, should be 2");
  }

  @Test
  void equalMapsAreExact() {
    Verdict verdict = new Verdict();

    verdict.compare("topic", Map.of("a", 1), Map.of("a", 1));

    assertThat(verdict.isExact()).isTrue();
    assertThat(verdict.lines()).isEmpty();
  }

  @Test
  void keyInTwoPartitionsAndValueThatIsSaidAgainAreSeen() {
    TopicMirror mirror = new TopicMirror("topic", Map.of(), false);

    mirror.take(record(0, 0, "a", "1"));
    mirror.take(record(0, 1, "b", "1"));
    mirror.take(record(0, 2, "a", "2"));
    mirror.take(record(0, 3, "a", "2"));
    mirror.take(record(1, 0, "b", "2"));

    assertThat(mirror.inTwoPartitions()).containsExactly("b");
    assertThat(mirror.repeated()).containsExactly("a at offsets 2 and 3");
  }

  @Test
  void tombstoneEndsAKeyAndASecondOneIsSaidAgain() {
    TopicMirror mirror = new TopicMirror("topic", Map.of(), false);

    mirror.take(record(0, 0, "a", "1"));
    mirror.take(record(0, 1, "a", null));
    mirror.take(record(0, 2, "b", "1"));

    assertThat(mirror.alive().keySet()).containsExactly("b");
    assertThat(mirror.repeated()).isEmpty();

    mirror.take(record(0, 3, "a", null));

    assertThat(mirror.repeated()).hasSize(1);
  }

  @Test
  void findingCountsOnceThoughItStays() {
    Tally tally = new Tally();
    Verdict verdict = new Verdict();
    verdict.lost().add("document x");
    tally.injected(FaultKind.KILL_SINK);
    tally.recovered("kill-sink", 2.0);

    assertThat(tally.audited("kill-sink", verdict)).containsExactly("lost: document x");
    verdict.wrong().add("document y");
    assertThat(tally.audited("poison", verdict)).containsExactly("wrong: document y");

    assertThat(tally.isExact()).isFalse();
    List<Map<String, Object>> rows = tally.report().rows();
    assertThat(rows)
        .extracting(row -> row.get("variant"))
        .containsExactly("kill-sink", "poison", "all");
    assertThat(rows.get(2))
        .containsEntry("injected", 1L)
        .containsEntry("lost", 1L)
        .containsEntry("duplicated", 0L)
        .containsEntry("wrong", 1L)
        .containsEntry("recovery_max_s", 2.0);
  }

  private static ConsumerRecord<byte[], byte[]> record(
      int partition, long offset, String key, @Nullable String value) {
    return new ConsumerRecord<>(
        "topic",
        partition,
        offset,
        key.getBytes(UTF_8),
        value == null ? null : value.getBytes(UTF_8));
  }
}
