package io.boardstream.streams;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.BatchMatrix;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Laws 1 and 2 through the real topology and its stores: shuffled versions, duplicates and poison
 * end in the tables of one batch pass; and, law 3, every record is counted as one thing.
 */
final class Law2LiveEqualsBatchTest {

  private static final int HISTORIES = 120;
  private static final int FACTS = 15;
  private static final int VERSIONS = 60;
  private static final Catalogue CATALOGUE = Catalogue.builtIn();

  /** All in one topology, one after another: each ends in nothing, and the next begins there. */
  @Test
  void anyArrivalOrderEndsInTheTablesOfOneBatchPassAndDeletesEndInNothing(
      @TempDir Path registryDir, @TempDir Path state) {
    try (EmbeddedRegistry registry = EmbeddedRegistry.start(registryDir, 0);
        DrivenTopology live = new DrivenTopology(registry.url(), state, CATALOGUE)) {
      int sent = 0;
      for (int history = 0; history < HISTORIES; history++) {
        long firstId = 1L + (long) history * FACTS;
        Map<Long, BenchmarkRow> surviving = new TreeMap<>();
        List<Runnable> arrivals = arrivals(live, new Random(history), firstId, surviving);
        arrivals.forEach(Runnable::run);
        live.settle();

        assertEqualsBatch(live, surviving, history);

        for (long id = firstId; id < firstId + FACTS; id++) {
          live.delete(id, VERSIONS + 1);
        }
        live.settle();
        assertThat(live.models).as("after history %d", history).isEmpty();
        assertThat(live.cells).isEmpty();
        assertThat(live.runs).isEmpty();
        sent += arrivals.size() + FACTS;
      }
      double counted =
          live.counted("applied")
              + live.counted("filtered")
              + live.counted("rejected")
              + live.counted("outdated");
      assertThat(counted).isEqualTo(sent);
      assertThat((double) live.deadLetters.size()).isEqualTo(live.counted("rejected"));
    }
  }

  /** Every version twice or so, and poison, in any order; each arrival is one record. */
  private static List<Runnable> arrivals(
      DrivenTopology live, Random random, long firstId, Map<Long, BenchmarkRow> surviving) {
    List<Runnable> arrivals = new ArrayList<>();
    for (long version = 1; version <= VERSIONS; version++) {
      long id = firstId + random.nextInt(FACTS);
      long sequence = version;
      if (random.nextInt(5) == 0) {
        surviving.remove(id);
        arrivals.add(() -> live.delete(id, sequence));
      } else {
        BenchmarkRow row = row(random, id, version);
        surviving.put(id, row);
        arrivals.add(() -> live.put(row));
        arrivals.add(() -> live.put(row));
      }
      if (random.nextInt(10) == 0) {
        arrivals.add(
            () -> {
              live.settle();
              live.bytes("postgres/poison", new byte[] {1, 2, 3});
            });
      }
    }
    Collections.shuffle(arrivals, random);
    return arrivals;
  }

  private static void assertEqualsBatch(
      DrivenTopology live, Map<Long, BenchmarkRow> surviving, int history) {
    BatchMatrix batch = new BatchMatrix(CATALOGUE, DrivenTopology.RULES);
    surviving.values().forEach(batch::add);
    assertThat(text(live.models)).as("history %d", history).isEqualTo(text(batch.models()));
    assertThat(live.cells).as("history %d", history).isEqualTo(text(batch.cells()));
    assertThat(live.runs).as("history %d", history).isEqualTo(text(batch.runs()));
  }

  private static BenchmarkRow row(Random random, long id, long version) {
    List<String> models =
        List.of("Llama-3.1-8B-Instruct", "meta-llama/Llama-3.1-8B-Instruct", "Qwen3-32B", "");
    List<String> devices = List.of("n150", "T3K", "t3k", "New Board");
    List<String> metrics = List.of("mean_tps", "accuracy_check", "mean_ttft_ms");
    return Rows.row(
        id,
        version,
        row ->
            row.setMlModelName(models.get(random.nextInt(models.size())))
                .setDeviceName(devices.get(random.nextInt(devices.size())))
                .setBenchmarkRunId(Integer.toString(8 + random.nextInt(5)))
                .setPipelineEndTs(Rows.NIGHT.plusSeconds(86_400L * random.nextInt(3)))
                .setMetricName(metrics.get(random.nextInt(metrics.size())))
                .setMetricValue((double) random.nextInt(4)));
  }

  private static Map<String, String> text(Map<String, ?> table) {
    Map<String, String> text = new TreeMap<>();
    table.forEach((key, value) -> text.put(key, value.toString()));
    return text;
  }
}
