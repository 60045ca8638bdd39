package io.boardstream.producers.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.producers.RowReaderException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the reports of a pipeline are evidence of, and what they are not. */
final class CiReportsTest {

  private static final String JOBS =
      """
      {"jobs": [
        {"id": 700001, "name": "perf (n150)", "html_url": "https://ci.example/job/700001",
         "started_at": "2025-05-02T10:05:00Z", "completed_at": "2025-05-02T10:40:00Z",
         "runner_name": "host-1", "labels": ["in-service", "n150"]},
        {"id": 700002, "name": "build", "html_url": null, "started_at": "2025-05-02T10:01:00Z",
         "completed_at": null, "runner_name": null, "labels": []}
      ]}
      """;

  @TempDir private Path folder;

  @BeforeEach
  void pipeline() throws IOException {
    write(
        "workflow.json",
        """
        {"id": 900001, "name": "On nightly", "html_url": "https://ci.example/900001",
         "head_branch": "main", "head_sha": "c0ffee", "created_at": "2025-05-02T10:00:00Z",
         "run_started_at": "2025-05-02T10:00:00Z", "updated_at": "2025-05-02T11:00:00Z",
         "repository": {"name": "models"}, "head_commit": {"author": {"name": "A. Dev"}}}
        """);
    write("workflow_jobs.json", JOBS);
  }

  @Test
  void suiteGivesARunForEachEntryWithAllItsNumbers() throws IOException {
    write(
        "artifacts/report_700001.json",
        """
        {"benchmarks": [
           {"model_id": "org/Model-7B", "device": "N150", "input_sequence_length": 128,
            "output_sequence_length": "n/a", "max_con": 4, "mean_tps": 20.5, "brand_new_metric": 3,
            "backend": "vllm", "mean_ttft_ms": null}],
         "benchmarks_summary": [
           {"model_name": "Model-7B", "device": "n150", "ttft": 90,
            "target_checks": {"functional": {"ttft": 100, "ttft_ratio": 0.9, "ttft_check": 2}}}],
         "evals": [
           {"model": "Model-7B", "device": "n150", "task_name": "ifeval", "score": 70.5,
            "accuracy_check": 3, "max_con": 9}]}
        """);

    List<BenchmarkRow> rows = accepted();

    assertThat(rows)
        .extracting(CiReportsTest::line)
        .containsExactly(
            "700001-0 benchmark mean_tps 20.5",
            "700001-0 benchmark brand_new_metric 3.0",
            "700001-1 benchmark_summary ttft 90.0",
            "700001-1 benchmark_summary_functional ttft 100.0",
            "700001-1 benchmark_summary_functional ttft_ratio 0.9",
            "700001-1 benchmark_summary_functional ttft_check 2.0",
            "700001-2 eval score 70.5",
            "700001-2 eval accuracy_check 3.0");
    BenchmarkRow row = rows.get(0);
    assertThat(row.getSource()).isEqualTo("ci:900001");
    assertThat(row.getMlModelName()).contains("Model-7B");
    assertThat(row.getIsl()).contains(128L);
    assertThat(row.getOsl()).isEmpty();
    assertThat(row.getBatchSize()).contains(4L);
    assertThat(row.getGithubPipelineId()).contains("900001");
    assertThat(row.getGithubJobId()).contains("700001");
    assertThat(row.getGithubLink()).contains("https://ci.example/job/700001");
    assertThat(row.getGitRepoName()).contains("models");
    assertThat(row.getGitCommitHash()).contains("c0ffee");
    assertThat(row.getRunEndTs()).contains(Instant.parse("2025-05-02T11:00:00Z"));
    assertThat(row.getOrigin().orElseThrow()).endsWith(" benchmarks[0].mean_tps");
    assertThat(rows.get(6).getBatchSize()).isEmpty();
  }

  @Test
  void minusOneIsAbsentAndARunWithoutNumbersIsAFactToo() throws IOException {
    write(
        "artifacts/a_700001.json",
        """
        {"model": "M", "device_info": {"device_name": ""}, "batch_size": 1, "training": true,
         "input_sequence_length": -1, "output_sequence_length": -1,
         "measurements": [{"step_name": "M", "measurement_name": "total_time", "value": 4.5,
                           "target": -1, "iteration": 1},
                          {"step_name": "M", "measurement_name": "samples", "value": 9,
                           "target": 10, "iteration": 1}]}
        """);
    write("artifacts/b_700001.json", "{\"model\": \"M\", \"measurements\": []}");

    List<BenchmarkRow> rows = accepted();

    assertThat(rows)
        .extracting(BenchmarkRow::getRowId)
        .containsExactly("700001-0/0", "700001-0/1", "700001-1/-");
    assertThat(rows.get(0).getIsl()).isEmpty();
    assertThat(rows.get(0).getDeviceName()).isEmpty();
    assertThat(rows.get(0).getTraining()).contains(true);
    assertThat(rows.get(0).getMetricTarget()).isEmpty();
    assertThat(rows.get(1).getMetricTarget()).contains(10.0);
    assertThat(rows.get(2).getMetricName()).isEmpty();
  }

  @Test
  void testsOfModelsAreEvidenceWhereTheModelWasTried() throws IOException {
    write(
        "artifacts/test-reports-700001/tests.xml",
        """
        <testsuites><testsuite name="pytest">
          <testcase classname="t.m" name="test_a[full-eval]"><properties>
            <property name="model_name" value="A"/>
            <property name="achieved_compile_depth" value="EXECUTE"/></properties></testcase>
          <testcase classname="t.m" name="test_a[full-train]"><properties>
            <property name="model_name" value="A"/>
            <property name="achieved_compile_depth" value="STABLEHLO"/></properties>
            <failure message="no lowering for op x&#10;trace"/></testcase>
          <testcase classname="t.m" name="test_b"><properties>
            <property name="model_name" value="B"/>
            <property name="tags" value="{'bringup_status': 'INCORRECT_RESULT'}"/></properties>
            <skipped type="pytest.xfail" message="pcc 0.2"/></testcase>
          <testcase classname="t.m" name="test_c"><properties>
            <property name="model_name" value="C"/></properties></testcase>
          <testcase classname="t.m" name="test_d"><properties>
            <property name="model_name" value="D"/></properties><skipped message="not today"/></testcase>
          <testcase classname="t.m" name="test_e"><properties>
            <property name="model_name" value="E"/></properties><error message="no board"/></testcase>
          <testcase classname="t.ops" name="test_add"><properties>
            <property name="model_name" value="A"/><property name="op_name" value="add"/></properties>
            <failure message="pcc"/></testcase>
        </testsuite></testsuites>
        """);

    List<BenchmarkRow> rows = accepted();

    assertThat(rows)
        .extracting(
            row ->
                row.getMlModelName().orElse("")
                    + " "
                    + row.getRunStatus().orElse("")
                    + " "
                    + row.getTraining().orElse(false)
                    + " "
                    + row.getFailure().orElse("-"))
        .containsExactly(
            "A passed false -",
            "A failed true reached STABLEHLO: no lowering for op x",
            "B failed false INCORRECT_RESULT: pcc 0.2");
    assertThat(rows).allMatch(row -> row.getDeviceName().orElse("").equals("n150"), "on n150");
    assertThat(rows).allMatch(row -> row.getMetricName().isEmpty(), "without a metric");
    assertThat(notes())
        .singleElement()
        .satisfies(
            note ->
                assertThat(note.note())
                    .startsWith("3 model tests;")
                    .contains(
                        "1 skipped", "1 of no model", "1 failed outside", "1 passed without"));
  }

  @Test
  void brokenReportIsToldAndTheOthersAreRead() throws IOException {
    String good = "{\"model\": \"M\", \"measurements\": []}";
    write("artifacts/a_700001.json", good);
    write("artifacts/b_700001.json", "{\"model\": \"M\", \"measurements\": [");
    write("artifacts/c_700001.xml", "<testsuites><testsuite>");
    write(
        "artifacts/d_700001.xml",
        "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]><testsuites>&e;</testsuites>");
    write("artifacts/e_700001.xml", "<html/>");
    write("artifacts/f_700002.json", good);

    List<MappedRow> rows = rows();

    assertThat(rows).filteredOn(MappedRow.Accepted.class::isInstance).hasSize(2);
    assertThat(rows)
        .filteredOn(MappedRow.Rejected.class::isInstance)
        .extracting(row -> ((MappedRow.Rejected) row).rowId())
        .containsExactly(
            "file:artifacts/b_700001.json",
            "file:artifacts/c_700001.xml",
            "file:artifacts/d_700001.xml",
            "file:artifacts/e_700001.xml");
    assertThat(notes())
        .extracting(ReportNote::kind)
        .containsExactly(
            ReportNote.Kind.USED,
            ReportNote.Kind.BROKEN,
            ReportNote.Kind.BROKEN,
            ReportNote.Kind.BROKEN,
            ReportNote.Kind.BROKEN,
            ReportNote.Kind.USED);
    assertThat(rows.toString()).contains("DOCTYPE").doesNotContain("root:");
  }

  @Test
  void reportOfNoJobAndOtherFilesAreListed() throws IOException {
    write("artifacts/report_123456789.json", "{\"model\": \"M\", \"measurements\": []}");
    write("artifacts/other_700001.json", "{\"a\": 1}");

    assertThat(rows()).isEmpty();
    assertThat(notes()).allMatch(note -> note.kind() == ReportNote.Kind.NOT_USED, "not used");
    assertThat(notes())
        .extracting(ReportNote::note)
        .containsExactly("is none of the reports that are known", "names no job of the pipeline");
  }

  @Test
  void testThatAJobReportsTwiceIsTwoRuns() throws IOException {
    String tests =
        """
        <testsuite><testcase classname="c" name="test_a[1]"><properties>
          <property name="model_name" value="Model-7B"/>
          <property name="achieved_compile_depth" value="EXECUTE"/></properties></testcase>
        </testsuite>
        """;
    write("artifacts/first_700001.xml", tests);
    write("artifacts/second_700001.xml", tests);

    List<BenchmarkRow> rows = accepted();

    assertThat(rows).hasSize(2);
    assertThat(rows).extracting(BenchmarkRow::getRowId).doesNotHaveDuplicates();
  }

  @Test
  void attemptsOfOnePipelineAreNotMixed() throws IOException {
    write("again/workflow.json", Files.readString(folder.resolve("workflow.json")));
    write("again/workflow_jobs.json", JOBS);

    CiReports reports = in();

    assertThat(reports.pipelines()).hasSize(1);
    assertThat(reports.left())
        .singleElement()
        .satisfies(
            note -> {
              assertThat(note.kind()).isEqualTo(ReportNote.Kind.BROKEN);
              assertThat(note.note()).contains("900001 is in another folder too");
            });
  }

  @Test
  void pipelineThatCannotBeReadDoesNotStopTheOthers() throws IOException {
    write("other/workflow.json", "{\"id\": 5");
    write("third/workflow.json", "{\"id\": 6}");

    CiReports reports = in();

    assertThat(reports.pipelines()).hasSize(1);
    assertThat(reports.left())
        .extracting(ReportNote::file)
        .containsExactly("other/workflow.json", "third/workflow.json");
  }

  @Test
  void fingerprintChangesWithAnyOfTheFiles() throws IOException {
    write("artifacts/a_700001.json", "{}");
    String before = in().pipelines().get(0).fingerprint();

    assertThat(in().pipelines().get(0).fingerprint()).isEqualTo(before);
    write("artifacts/a_700001.json", "{ }");
    assertThat(in().pipelines().get(0).fingerprint()).isNotEqualTo(before);
    write("artifacts/a_700001.json", "{}");
    write("workflow_jobs.json", JOBS + "\n");
    assertThat(in().pipelines().get(0).fingerprint()).isNotEqualTo(before);
  }

  @Test
  void folderWithoutAnyReportSaysSo() throws IOException {
    Path empty = Files.createDirectories(folder.resolve("empty"));

    assertThatThrownBy(() -> CiReports.in(empty, "ci", label -> false))
        .isInstanceOf(RowReaderException.class)
        .hasMessageContaining("workflow.json");
  }

  private CiReports in() {
    return CiReports.in(folder, "ci", label -> label.startsWith("n"));
  }

  private List<MappedRow> rows() {
    List<MappedRow> rows = new ArrayList<>();
    in().pipelines().get(0).reader().read(rows::add);
    return rows;
  }

  private List<ReportNote> notes() {
    PipelineReader reader = in().pipelines().get(0).reader();
    reader.read(row -> {});
    return reader.notes();
  }

  private List<BenchmarkRow> accepted() {
    return rows().stream().map(row -> ((MappedRow.Accepted) row).row()).toList();
  }

  private static String line(BenchmarkRow row) {
    return "%s %s %s %s"
        .formatted(
            row.getBenchmarkRunId().orElse(""),
            row.getStepName().orElse(""),
            row.getMetricName().orElse(""),
            row.getMetricValue().orElseThrow());
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
