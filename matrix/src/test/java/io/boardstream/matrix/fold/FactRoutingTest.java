package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.fold.FactRouting.Decision;
import io.boardstream.matrix.fold.FactRouting.Known;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Which version of a fact counts. */
final class FactRoutingTest {

  private Optional<Known> known = Optional.empty();

  @Test
  void atTheSameVersionADeleteWinsWhicheverComesFirst() {
    put(5);
    delete(5);
    assertThat(isGrave()).isTrue();

    known = Optional.empty();
    delete(5);
    put(5);
    assertThat(isGrave()).isTrue();
  }

  @Test
  void theHighestSequenceCountsAsUnsigned() {
    put(Long.MAX_VALUE);
    delete(Long.MIN_VALUE); // One above, as the source counts.
    assertThat(isGrave()).isTrue();
  }

  @Test
  void aLaterEpochCountsWhateverItsSequence() {
    apply(FactRouting.put(known, row(new FactVersion(1L, 1L))));
    delete(99);
    assertThat(isGrave()).isFalse();
  }

  @Test
  void anOlderVersionDoesNotComeBackAfterARecordThatCannotBeRead() {
    put(5);
    apply(Optional.of(FactRouting.unreadable(known)));
    put(4);
    put(5);
    assertThat(isGrave()).isTrue();

    put(6);
    assertThat(isGrave()).isFalse();
  }

  @Test
  void aWriterWithoutVersionsDoesNotReopenTheWayForOldOnes() {
    put(5);
    apply(FactRouting.delete(known, Optional.empty()));
    put(4);
    assertThat(isGrave()).isTrue();
  }

  private void put(long sequence) {
    apply(FactRouting.put(known, row(new FactVersion(0L, sequence))));
  }

  private void delete(long sequence) {
    apply(FactRouting.delete(known, Optional.of(new FactVersion(0L, sequence))));
  }

  private void apply(Optional<Decision> decision) {
    known = decision.map(Decision::known).or(() -> known);
  }

  private boolean isGrave() {
    return known.orElseThrow().row().isEmpty();
  }

  private static BenchmarkRow row(FactVersion version) {
    return Rows.row(1, row -> row.setVersion(version));
  }
}
