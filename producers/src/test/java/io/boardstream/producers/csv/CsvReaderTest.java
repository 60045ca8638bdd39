package io.boardstream.producers.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.RowReaderException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CsvReaderTest {

  private static final String HEADER = String.join(",", RowMapper.COLUMNS) + "\n";
  private static final String GOOD =
      "1,2025-01-21T16:28:29Z,Llama,t3k,128.0,-1,1,,7.0,benchmark,mean_ttft_ms,597.1\n";

  /** Beside the repository, where there is one. */
  private static final Path SHARED = Path.of("../../shared");

  @TempDir Path folder;

  private final List<String> ignored = new ArrayList<>();
  private final List<Long> progress = new ArrayList<>();

  @Test
  void rowsAreMappedAndNumberedFromOne() throws IOException {
    List<MappedRow> rows = read(HEADER + GOOD + "\n" + GOOD);

    assertThat(rows).hasSize(2);
    BenchmarkRow row = ((MappedRow.Accepted) rows.get(0)).row();
    assertThat(row.getSource()).isEqualTo("csv");
    assertThat(row.getRowId()).isEqualTo("1");
    assertThat(row.getPipelineEndTs()).contains(Instant.parse("2025-01-21T16:28:29Z"));
    assertThat(row.getIsl()).contains(128L);
    assertThat(row.getOsl()).isEmpty();
    assertThat(row.getPrecision()).isEmpty();
    assertThat(row.getBenchmarkRunId()).contains("7");
    assertThat(row.getMetricValue()).contains(597.1);
    assertThat(((MappedRow.Accepted) rows.get(1)).row().getRowId()).isEqualTo("2");
    assertThat(progress).containsExactly(2L);
    assertThat(ignored).isEmpty();
  }

  @Test
  void columnsStandInAnyOrderAndOthersAreReported() throws IOException {
    List<MappedRow> rows =
        read(
            "\ufeffrun_type,metric_value,metric_name,step_name,benchmark_run_id,precision,batch_size,osl,"
                + "isl,\"Device_Name\",ml_model_name,pipeline_end_ts,github_pipeline_id,git_repo\r\n"
                + "x,1.5,tps,eval,9,bf16,,,,\"a \"\"b\"\",\nc\",模型,2025-01-21 16:28:29+00,5,y\r\n");

    assertThat(ignored).containsExactly("run_type", "git_repo");
    BenchmarkRow row = ((MappedRow.Accepted) rows.get(0)).row();
    assertThat(row.getDeviceName()).contains("a \"b\",\nc");
    assertThat(row.getMlModelName()).contains("模型");
    assertThat(row.getGithubPipelineId()).contains("5");
    assertThat(row.getMetricValue()).contains(1.5);
  }

  @Test
  void linesOfTheWrongWidthAreRejectedWithTheirLineAndTheOthersStay() throws IOException {
    List<MappedRow> rows = read(HEADER + GOOD + "1,2,3\n" + GOOD.strip() + ",more\n" + GOOD);

    assertThat(rows).hasSize(4);
    assertThat(rows.get(0)).isInstanceOf(MappedRow.Accepted.class);
    MappedRow.Rejected tooShort = (MappedRow.Rejected) rows.get(1);
    assertThat(tooShort.rowId()).isEqualTo("2");
    assertThat(tooShort.rule()).isEqualTo(RowMapper.RULE_UNREADABLE);
    assertThat(tooShort.reason()).contains("line 3 ", "3 values", "12 columns");
    assertThat(((MappedRow.Rejected) rows.get(2)).reason()).contains("line 4 ", "13 values");
    assertThat(rows.get(3)).isInstanceOf(MappedRow.Accepted.class);
  }

  @Test
  void linesAreCountedThroughQuotedLineBreaks() throws IOException {
    String twoLines = GOOD.replace("Llama", "\"Llama\nof two lines\"");

    List<MappedRow> rows = read(HEADER + twoLines + "\n" + twoLines + "1,2,3\n");

    assertThat(((MappedRow.Rejected) rows.get(2)).reason()).contains("line 7 ");
  }

  @Test
  void valuesThatCannotBeAreRejected() throws IOException {
    List<MappedRow> rows = read(HEADER + GOOD.replace("597.1", "Infinity") + GOOD);

    assertThat(((MappedRow.Rejected) rows.get(0)).reason()).contains("metric_value");
    assertThat(rows.get(1)).isInstanceOf(MappedRow.Accepted.class);
  }

  @Test
  void aQuoteThatIsNeverClosedEndsThePass() {
    assertThatThrownBy(() -> read(HEADER + GOOD + "1,\"2025\n" + GOOD))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("rows.csv cannot be read past line 3 (data row 2)");
  }

  @Test
  void filesThatAreNoSuchFilesAreRefused() {
    assertThatThrownBy(() -> read(""))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("is empty");
    assertThatThrownBy(() -> read("github_pipeline_id,isl\n1,2\n"))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("has no column pipeline_end_ts, ml_model_name");
    assertThatThrownBy(() -> read(HEADER.strip() + ",isl\n"))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("isl twice");
    assertThatThrownBy(() -> read(HEADER + GOOD.replace("Llama", "Llamä"), ISO_8859_1))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("not UTF-8");
    assertThatThrownBy(() -> reader(folder.resolve("absent.csv")).read(row -> {}))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("absent.csv");
  }

  @Test
  void rowsOfTheFieldAreAllAccepted() {
    Path file = SHARED.resolve("data/tt_github_actions/benchmark_rows_from_expected.csv");
    assumeThat(file).exists();

    List<MappedRow> rows = new ArrayList<>();
    reader(file).read(rows::add);

    assertThat(rows).hasSize(1_308).allMatch(MappedRow.Accepted.class::isInstance);
    assertThat(ignored).containsExactly("run_type", "source_file");
    BenchmarkRow first = ((MappedRow.Accepted) rows.get(0)).row();
    assertThat(first.getIsl()).isEmpty();
    assertThat(first.getBenchmarkRunId()).contains("35942438708-0");
    assertThat(first.getMetricValue()).contains(1.0);
    assertThat(first.getGitRepoName()).contains("tt-forge-onnx");
    assertThat(first.getGithubJobId()).contains("35942438708");
  }

  private List<MappedRow> read(String text) throws IOException {
    return read(text, UTF_8);
  }

  private List<MappedRow> read(String text, Charset charset) throws IOException {
    Path file = Files.write(folder.resolve("rows.csv"), text.getBytes(charset));
    List<MappedRow> rows = new ArrayList<>();
    reader(file).read(rows::add);
    return rows;
  }

  private CsvReader reader(Path file) {
    return new CsvReader(
        file,
        "csv",
        new CsvReader.Listener() {
          @Override
          public void ignoredColumns(List<String> names) {
            ignored.addAll(names);
          }

          @Override
          public void progress(long rows) {
            progress.add(rows);
          }
        });
  }
}
