package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.identity.VariantIds;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * With all drop-in settings, version 1 says what the older pipeline said of the same rows. Its rule
 * is written down here a second time, in its own words: of each model and device, Supported when
 * any metric is neither null nor zero, Not Supported otherwise.
 */
final class OlderPipelineTest {

  private static final Map<String, String> HARDWARE =
      Map.of(
          "n150", "n150 (Wormhole)",
          "t3k", "LoudBox (Wormhole)",
          "p150x4", "QuietBox (Blackhole)",
          "new-board", "new-board");

  private static final List<String> MODELS =
      List.of("Llama-3.1-8B-Instruct", "bge-large-en-v1.5", "Qwen3_32B", "some model");

  private static final List<String> STEPS =
      List.of("benchmark", "benchmark_summary_target", "benchmark_summary_functional", "eval");

  @ParameterizedTest
  @EnumSource(VariantIds.class)
  void theStatusOfEveryCellIsThatOfTheOlderPipeline(VariantIds ids) throws IOException {
    for (int seed = 0; seed < 200; seed++) {
      List<BenchmarkRow> rows = nightly(new Random(seed));
      BatchMatrix matrix =
          new BatchMatrix(
              Catalogue.builtIn(),
              new MatrixRules(Duration.ofDays(30), StatusRule.ANY_METRIC, ids));
      rows.forEach(matrix::add);
      byte[] document =
          new Documents(new DocumentSettings("database", true, false, false))
              .compatibility(matrix.models().values(), Instant.EPOCH);

      assertThat(published(document)).as("seed %d", seed).isEqualTo(older(rows, ids));
    }
  }

  /** One nightly: the older pipeline read no more than the newest. */
  private static List<BenchmarkRow> nightly(Random random) {
    List<BenchmarkRow> rows = new ArrayList<>();
    int size = 1 + random.nextInt(60);
    for (int i = 0; i < size; i++) {
      String model = MODELS.get(random.nextInt(MODELS.size()));
      String device = List.copyOf(new TreeMap<>(HARDWARE).keySet()).get(random.nextInt(4));
      Double value = List.of(0.0, 0.0, 2.0, 25.5, -1.0, Double.NaN).get(random.nextInt(6));
      boolean hasMetric = random.nextInt(4) > 0;
      int run = random.nextInt(20);
      rows.add(
          Rows.row(
              i,
              row ->
                  row.setMlModelName(model)
                      .setDeviceName(
                          random.nextBoolean() ? device : device.toUpperCase(Locale.ROOT))
                      .setPrecision(random.nextInt(3) == 0 ? "BF16" : null)
                      .setBenchmarkRunId("r" + run)
                      .setStepName(STEPS.get(random.nextInt(STEPS.size())))
                      .setMetricName(hasMetric ? "metric_" + random.nextInt(3) : null)
                      .setMetricValue(hasMetric && !value.isNaN() ? value : null)));
    }
    return rows;
  }

  private static Map<String, Map<String, String>> older(List<BenchmarkRow> rows, VariantIds ids) {
    Map<String, Map<String, String>> models = new TreeMap<>();
    for (BenchmarkRow row : rows) {
      String slug = row.getMlModelName().orElseThrow().toLowerCase(Locale.ROOT);
      slug = slug.replaceAll("[.\\s_]+", "-");
      String precision = row.getPrecision().orElse("FP16").toLowerCase(Locale.ROOT);
      String id = ids == VariantIds.MODEL ? slug : slug + "-" + precision;
      String device = row.getDeviceName().orElseThrow().toLowerCase(Locale.ROOT);
      String hardware = HARDWARE.get(device);
      boolean counts =
          row.getMetricName().isPresent()
              && row.getMetricValue().isPresent()
              && row.getMetricValue().get() != 0;
      models
          .computeIfAbsent(id, key -> new TreeMap<>())
          .merge(
              hardware,
              counts ? "Supported" : "Not Supported",
              (a, b) -> a.equals("Supported") ? a : b);
    }
    return models;
  }

  private static Map<String, Map<String, String>> published(byte[] document) throws IOException {
    Map<String, Map<String, String>> models = new TreeMap<>();
    for (JsonNode model : new ObjectMapper().readTree(document).path("models")) {
      Map<String, String> cells = new TreeMap<>();
      for (JsonNode cell : model.path("compatibility")) {
        assertThat(cell.size()).isEqualTo(2);
        String hardware = cell.path("hardware").asText();
        cells.put(
            hardware.equalsIgnoreCase("new-board") ? "new-board" : hardware,
            cell.path("status").asText());
      }
      models.put(model.path("id").asText(), cells);
    }
    return models;
  }
}
