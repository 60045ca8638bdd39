package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SightingsTest {

  private static final long MS = 1_000_000;

  @Test
  void rowIsTimedFromItsCommitToTheFirstDocumentThatShowsIt() {
    Sightings sightings = new Sightings(4, 2);
    sightings.committed(0, 10 * MS);
    sightings.committed(1, 11 * MS);

    sightings.seen(0, 0, 30 * MS);
    sightings.seen(0, 0, 90 * MS); // The same document again, for another reason.
    sightings.seen(1, 1, 50 * MS);

    assertThat(sightings.latencyMillis(0)).isEqualTo(20);
    assertThat(sightings.latencyMillis(1)).isEqualTo(39);
    assertThat(sightings.left()).isEqualTo(2);
  }

  @Test
  void rowThatCameWithANewerOneOfItsModelIsSupersededAndTimedAllTheSame() {
    Sightings sightings = new Sightings(6, 2);
    sightings.committed(1, 10 * MS);
    sightings.committed(3, 20 * MS);

    sightings.seen(1, 3, 40 * MS);

    assertThat(sightings.isSuperseded(1)).isTrue();
    assertThat(sightings.isSuperseded(3)).isFalse();
    assertThat(sightings.latencyMillis(1)).isEqualTo(30);
    assertThat(sightings.latencyMillis(3)).isEqualTo(20);
    assertThat(sightings.left()).isEqualTo(4);
  }

  @Test
  void documentsOfNoRowOrOfAnotherModelsRowCountForNothing() {
    Sightings sightings = new Sightings(4, 2);

    sightings.seen(0, -1, MS);
    sightings.seen(0, 3, MS);
    sightings.seen(0, 4, MS);

    assertThat(sightings.left()).isEqualTo(4);
    assertThatThrownBy(() -> sightings.latencyMillis(0)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void documentTellsItsNewestRowByItsRunIds() {
    String document =
        """
        {"since": {"run_id": "latency-run-7"}, "ml_model_name": "latency-model-99",
         "evidence": {"run_id": "latency-run-207"}}""";

    assertThat(LatencyRows.newestRowIn(document)).isEqualTo(207);
    assertThat(LatencyRows.newestRowIn("{}")).isEqualTo(-1);
    assertThat(LatencyRows.modelOf("latency-model-12-fp16.json")).isEqualTo(12);
    assertThat(LatencyRows.modelOf(".latency-model-12-fp16.json.tmp")).isEqualTo(-1);
    assertThat(LatencyRows.modelOf("llama-3-1-8b-fp16.json")).isEqualTo(-1);
  }
}
