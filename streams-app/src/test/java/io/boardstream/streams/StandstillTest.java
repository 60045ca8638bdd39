package io.boardstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

final class StandstillTest {

  private static final TopicPartition ROWS = new TopicPartition("rows", 0);
  private static final TopicPartition JOBS = new TopicPartition("jobs", 1);

  private final Standstill standstill = new Standstill(Duration.ofSeconds(60));
  private Instant now = Instant.EPOCH;

  @Test
  void whatMovesIsWellHoweverFarBehindItIs() {
    for (int i = 0; i < 20; i++) {
      assertThat(after(30, Map.of(ROWS, 10L + i), Map.of(ROWS, 1_000_000L))).isEmpty();
    }
  }

  @Test
  void theMarksOfTransactionsBeforeTheEndAreNothingToRead() {
    for (int i = 0; i < 20; i++) {
      assertThat(after(30, Map.of(ROWS, 10L), Map.of(ROWS, 12L))).isEmpty();
    }
  }

  @Test
  void whatCameAndIsNotReadIsAStandstillUntilItIsRead() {
    after(0, Map.of(ROWS, 10L, JOBS, 5L), Map.of(ROWS, 11L, JOBS, 6L));
    assertThat(after(5, Map.of(ROWS, 10L, JOBS, 5L), Map.of(ROWS, 14L, JOBS, 6L))).isEmpty();
    assertThat(after(60, Map.of(ROWS, 10L, JOBS, 5L), Map.of(ROWS, 14L, JOBS, 6L))).isEmpty();
    assertThat(after(1, Map.of(ROWS, 10L, JOBS, 5L), Map.of(ROWS, 15L, JOBS, 6L)))
        .contains("no progress for 61 s on rows-0: at offset 10 of 15");
    assertThat(after(1, Map.of(ROWS, 15L, JOBS, 5L), Map.of(ROWS, 15L, JOBS, 6L))).isEmpty();
  }

  @Test
  void farBehindFromTheBeginningIsAStandstillToo() {
    after(0, Map.of(ROWS, 10L), Map.of(ROWS, 20_000L));
    assertThat(after(61, Map.of(ROWS, 10L), Map.of(ROWS, 20_000L))).isPresent();
  }

  @Test
  void whatIsNotReadAnyMoreIsForgotten() {
    after(0, Map.of(ROWS, 10L), Map.of(ROWS, 20_000L));
    after(61, Map.of(), Map.of());
    assertThat(after(1, Map.of(ROWS, 10L), Map.of(ROWS, 20_000L))).isEmpty();
  }

  private Optional<String> after(
      int seconds, Map<TopicPartition, Long> committed, Map<TopicPartition, Long> ends) {
    now = now.plusSeconds(seconds);
    return standstill.look(committed, ends, now);
  }
}
