package io.boardstream.producers.postgres;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.csv.CsvReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(Servers.class)
final class SampleNightlyTest {

  private static final Instant END = Instant.parse("2026-11-19T04:30:00Z");

  private final SampleNightly nightly = new SampleNightly(END);

  @Test
  void looksLikeANightlyOfTheField() {
    List<BenchmarkRow> rows = accepted();

    assertThat(rows).hasSizeBetween(3_900, 4_200);
    assertThat(distinct(rows, BenchmarkRow::getBenchmarkRunId)).hasSize(418);
    assertThat(distinct(rows, BenchmarkRow::getMlModelName)).hasSize(30);
    assertThat(distinct(rows, BenchmarkRow::getDeviceName))
        .containsExactlyInAnyOrder("n150", "n300", "p150", "t3k", "P150X4", "galaxy");
    assertThat(distinct(rows, BenchmarkRow::getStepName))
        .containsExactlyInAnyOrder(
            "benchmark",
            "benchmark_summary",
            "benchmark_summary_functional",
            "benchmark_summary_complete",
            "benchmark_summary_target",
            "eval");
    assertThat(rows).filteredOn(row -> row.getMlModelName().isEmpty()).hasSize(8);
    assertThat(rows).filteredOn(row -> row.getMetricName().isEmpty()).hasSize(45);
    assertThat(rows).filteredOn(row -> row.getMetricValue().equals(Optional.of(0.0))).hasSize(1);
    assertThat(
            rows.stream()
                .filter(row -> row.getMetricName().orElse("").endsWith("_check"))
                .map(row -> row.getMetricValue().orElseThrow())
                .collect(toSet()))
        .containsExactlyInAnyOrder(1.0, 2.0, 3.0);
  }

  @Test
  void saysInItsDataThatItIsSimulated() {
    assertThat(accepted())
        .allSatisfy(
            row -> {
              assertThat(row.getGithubPipelineId()).contains("simulated-nightly-2026-11-19");
              assertThat(row.getBenchmarkRunId().orElseThrow()).startsWith("simulated-");
              assertThat(row.getPipelineEndTs()).contains(END);
            });
  }

  @Test
  void isTheSameEachTime() {
    assertThat(new SampleNightly(END).csv()).isEqualTo(nightly.csv());
  }

  @Test
  void isTheSameInTheTableAndInAFile(Servers.Running servers, @TempDir Path folder)
      throws Exception {
    List<MappedRow> fromFile = new ArrayList<>();
    Path file = Files.writeString(folder.resolve("nightly.csv"), nightly.csv());
    new CsvReader(file, "postgres", CsvReader.Listener.NONE).read(fromFile::add);

    List<MappedRow> fromTable = new ArrayList<>();
    try (CdcBench bench = new CdcBench(servers)) {
      assertThat(nightly.insert(bench.settings)).isEqualTo(nightly.rows().size());
      new PostgresReader(bench.settings).read(fromTable::add);
    }

    assertThat(fromTable)
        .containsExactlyInAnyOrderElementsOf(
            fromFile.stream().map(SampleNightlyTest::withoutOrigin).toList());
  }

  /** A row of a file says where it stands. */
  private static MappedRow withoutOrigin(MappedRow row) {
    BenchmarkRow accepted = ((MappedRow.Accepted) row).row();
    assertThat(accepted.getOrigin()).isPresent();
    return new MappedRow.Accepted(BenchmarkRow.newBuilder(accepted).setOrigin(null).build());
  }

  private List<BenchmarkRow> accepted() {
    List<BenchmarkRow> rows = new ArrayList<>();
    RowMapper mapper = new RowMapper("sample");
    for (List<String> values : nightly.rows()) {
      Map<String, String> columns = new HashMap<>();
      for (int i = 0; i < values.size(); i++) {
        columns.put(RowMapper.COLUMNS.get(i), values.get(i));
      }
      MappedRow row = mapper.map("1", Optional.empty(), columns);
      assertThat(row).isInstanceOf(MappedRow.Accepted.class);
      rows.add(((MappedRow.Accepted) row).row());
    }
    return rows;
  }

  private static <T> Set<T> distinct(
      List<BenchmarkRow> rows, java.util.function.Function<BenchmarkRow, Optional<T>> column) {
    return rows.stream().map(column).flatMap(Optional::stream).collect(toSet());
  }
}
