package io.boardstream.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

  @Test
  void tableAlignsItsColumnsAndLeavesOutWhatARowLacks() {
    Report report =
        new Report("example")
            .add("first", Map.of("rows", 1_234_567L))
            .add("the second", Map.of("p99_ms", 12.345));

    assertThat(report.table().lines())
        .containsExactly(
            "variant          rows  p99_ms",
            "first       1,234,567",
            "the second               12.3");
  }

  @Test
  void tableIsTheSameInEveryLocale() {
    Report report = new Report("example").add("x", Map.of("rows", 1_234L));
    Locale before = Locale.getDefault();
    try {
      Locale.setDefault(Locale.GERMANY);

      assertThat(report.table()).contains("1,234");
    } finally {
      Locale.setDefault(before);
    }
  }

  @Test
  void jsonHoldsTheFiguresUnroundedAndTheMachine(@TempDir Path dir) throws IOException {
    Path file = dir.resolve("figures.json");

    new Report("example").add("x", Map.of("p99_ms", 12.345_678, "rows", 7L)).write(file);

    JsonNode json = new ObjectMapper().readTree(file.toFile());
    assertThat(json.path("benchmark").asText()).isEqualTo("example");
    assertThat(json.path("machine").path("cpus").asInt()).isPositive();
    assertThat(json.path("rows").path(0).path("variant").asText()).isEqualTo("x");
    assertThat(json.path("rows").path(0).path("p99_ms").asDouble()).isEqualTo(12.345_678);
    assertThat(json.path("rows").path(0).path("rows").isIntegralNumber()).isTrue();
  }

  @Test
  void quantilesAreMeasuredValuesByNearestRank() {
    List<Double> hundred = IntStream.rangeClosed(1, 100).mapToObj(i -> 101.0 - i).toList();

    assertThat(Report.quantile(hundred, 0.99)).isEqualTo(99);
    assertThat(Report.quantile(hundred, 1)).isEqualTo(100);
    assertThat(Report.quantile(List.of(5.0), 0.5)).isEqualTo(5);
    assertThat(Report.median(hundred)).isEqualTo(50.5);
    assertThat(Report.median(List.of(3.0, 1.0, 2.0))).isEqualTo(2);
  }
}
