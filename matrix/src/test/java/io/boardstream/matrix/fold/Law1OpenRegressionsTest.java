package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionWord;
import io.boardstream.matrix.catalogue.Catalogue;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * Law 1 for regressions: what is open depends on the facts alone, not on the order in which they
 * came, came twice, were corrected or taken back; law 2: batch says the same; law 4: what is told
 * of a regression says each thing once, and ends in what is open.
 */
final class Law1OpenRegressionsTest {

  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  @Property(tries = 25)
  void anyArrivalEndsWithTheSameOpenRegressions(@ForAll long seed) {
    Random random = new Random(seed);
    int nights = 40 + random.nextInt(120);
    Map<Integer, BenchmarkRow> facts = new TreeMap<>();
    List<BenchmarkRow> arrivals = new ArrayList<>();
    double[] values = values(random, nights);
    for (int night = 0; night < nights; night++) {
      boolean failed = values[night] == 0;
      BenchmarkRow right = row(night, values[night], 2, failed);
      facts.put(night, right);
      arrivals.add(right);
      if (random.nextInt(8) == 0) {
        arrivals.add(right);
      }
      if (random.nextInt(8) == 0) {
        // What was first said of it, and came before or after its correction.
        arrivals.add(row(night, 10 + random.nextInt(90), 1, random.nextBoolean()));
      }
    }
    shuffle(arrivals, random);

    FoldedTables live = new FoldedTables(CATALOGUE);
    for (BenchmarkRow arrival : arrivals) {
      live.put(arrival);
      if (random.nextInt(6) == 0) {
        live.settle();
      }
    }
    live.settle();

    FoldedTables inOrder = new FoldedTables(CATALOGUE);
    facts.values().forEach(inOrder::put);
    inOrder.settle();
    BatchMatrix batch = new BatchMatrix(CATALOGUE, FoldedTables.RULES);
    facts.values().forEach(batch::add);
    assertThat(FoldedTables.text(live.open)).isEqualTo(FoldedTables.text(inOrder.open));
    assertThat(FoldedTables.text(live.models)).isEqualTo(FoldedTables.text(batch.models()));
    assertNewsEndsInWhatIsOpen(live);
    assertNewsEndsInWhatIsOpen(inOrder);

    int told = live.news.size();
    arrivals.forEach(live::put);
    live.restart(CATALOGUE, FoldedTables.RULES);
    live.settle();
    assertThat(live.news).as("the same again is no news").hasSize(told);
  }

  /** Mostly in order, as life is; sometimes not at all. */
  private static void shuffle(List<BenchmarkRow> arrivals, Random random) {
    if (random.nextInt(3) == 0) {
      Collections.shuffle(arrivals, random);
    }
    for (int swap = 0; swap < arrivals.size() / 5; swap++) {
      int at = random.nextInt(arrivals.size());
      int with = Math.min(arrivals.size() - 1, at + random.nextInt(6));
      Collections.swap(arrivals, at, with);
    }
  }

  private static void assertNewsEndsInWhatIsOpen(FoldedTables tables) {
    Map<String, String> open = new TreeMap<>();
    for (Regression one : tables.news) {
      if (one.getWord() != RegressionWord.REGRESSION) {
        continue;
      }
      switch (one.getState()) {
        case RECOVERED, RETRACTED -> open.remove(one.getRegressionId());
        default -> open.put(one.getRegressionId(), one.getSeriesId());
      }
    }
    Map<String, String> now = new TreeMap<>();
    tables.open.forEach((series, one) -> now.put(one.getRegressionId(), series));
    assertThat(open).isEqualTo(now);
  }

  /** Levels that change now and then; zero stands for a run that failed. */
  private static double[] values(Random random, int nights) {
    double[] values = new double[nights];
    double level = 60;
    boolean fails = false;
    for (int night = 0; night < nights; night++) {
      if (random.nextInt(30) == 0) {
        level *= random.nextBoolean() ? 0.75 : 1.25;
      }
      if (random.nextInt(25) == 0) {
        fails = !fails;
      }
      double scatter = 1 + 0.01 * random.nextGaussian();
      values[night] = fails && random.nextInt(5) > 0 ? 0 : level * scatter;
    }
    return values;
  }

  private static BenchmarkRow row(int night, double value, long version, boolean failed) {
    return RegressionsTest.row(
        night,
        value,
        version,
        row -> {
          if (failed) {
            row.setMetricName(null).setMetricValue(null).setRunStatus("failure");
            row.setFailure(night % 3 == 0 ? "out of memory" : "timed out after 60 s");
          }
          return row;
        });
  }
}
