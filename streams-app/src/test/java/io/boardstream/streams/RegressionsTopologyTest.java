package io.boardstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionState;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.BatchMatrix;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laws 1, 2 and 4 of regressions through the real topology and its stores. */
final class RegressionsTopologyTest {

  private static final int NIGHTS = 40;
  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  @Test
  void aDropIsOneEventAndOneOpenRegressionWhateverTheOrderAndHoweverOften(
      @TempDir Path registryDir, @TempDir Path state) {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(registryDir, 0);
        DrivenTopology live = new DrivenTopology(registry.url(), state, CATALOGUE)) {
      List<BenchmarkRow> rows = new ArrayList<>();
      for (int night = 0; night < NIGHTS; night++) {
        rows.add(row(night, night < NIGHTS - 6 ? 60 : 48));
      }
      List<BenchmarkRow> shuffled = new ArrayList<>(rows);
      Collections.shuffle(shuffled, new Random(1));
      shuffled.forEach(live::put);
      live.settle();
      rows.forEach(live::put);
      live.settle();

      assertThat(live.news).hasSize(1);
      Regression told = live.news.get(0);
      assertThat(told.getState()).isEqualTo(RegressionState.OPENED);
      assertThat(told.getFirstBad().getRunId()).isEqualTo("run-" + (NIGHTS - 6));
      assertThat(live.open).containsOnlyKeys(told.getSeriesId());
      BatchMatrix batch = new BatchMatrix(CATALOGUE, DrivenTopology.RULES);
      rows.forEach(batch::add);
      assertThat(text(live.models)).isEqualTo(text(batch.models()));
      assertThat(live.models.values())
          .allSatisfy(model -> assertThat(model.getOpenRegressions().orElseThrow()).hasSize(1));

      for (int night = NIGHTS - 6; night < NIGHTS; night++) {
        live.delete(night + 1L, 10_000L);
      }
      live.settle();

      assertThat(live.news)
          .last()
          .extracting(Regression::getState)
          .isEqualTo(RegressionState.RETRACTED);
      assertThat(live.news).hasSize(2);
      assertThat(live.open).isEmpty();
    }
  }

  private static BenchmarkRow row(int night, double level) {
    return Rows.row(
        night + 1L,
        night + 1L,
        row ->
            row.setBenchmarkRunId("run-" + night)
                .setGithubPipelineId(Integer.toString(1_000 + night))
                .setPipelineEndTs(Rows.NIGHT.plus(Duration.ofDays(night)))
                .setMetricName("mean_tps")
                .setMetricValue(level * (1 + (night * 37 % 11 - 5) / 1_000.0)));
  }

  private static Map<String, String> text(Map<String, ?> table) {
    Map<String, String> text = new TreeMap<>();
    table.forEach((key, value) -> text.put(key, value.toString()));
    return text;
  }
}
