package io.boardstream.producers.ci;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.rows.MappedRow;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real reports become exactly the runs that their CI made of them. */
final class CiSampleTest {

  private static final Path SAMPLES =
      Path.of("../../shared/data/tt_github_actions/collect_data_fixtures");
  private static final ObjectMapper JSON = new ObjectMapper();

  @BeforeEach
  void samplesAreThere() {
    assumeThat(SAMPLES).isDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"12890516473", "14468030535"})
  void runsAreThoseThatCiCollected(String pipeline) throws IOException {
    PipelineReader reader = reader(pipeline);

    List<JsonNode> runs = new ArrayList<>();
    for (Path report : reader.reports()) {
      JsonNode json = JSON.readTree(report.toFile());
      for (CiRun run : BenchmarkReport.runs(reader.job(report).orElseThrow(), json)) {
        runs.add(complete(reader.pipeline(), run));
      }
    }

    assertThat(runs).containsExactlyInAnyOrderElementsOf(expected(pipeline));
  }

  @ParameterizedTest
  @ValueSource(strings = {"12890516473", "14468030535"})
  void rowsSayWhatTheRunsSay(String pipeline) throws IOException {
    List<BenchmarkRow> rows = new ArrayList<>();
    reader(pipeline).read(row -> rows.add(((MappedRow.Accepted) row).row()));

    List<List<Object>> wanted = new ArrayList<>();
    for (JsonNode run : expected(pipeline)) {
      for (JsonNode measured : run.path("measurements")) {
        wanted.add(flat(run, measured));
      }
    }
    assertThat(rows.stream().map(CiSampleTest::flat).toList())
        .containsExactlyInAnyOrderElementsOf(wanted);
    assertThat(rows).extracting(BenchmarkRow::getRowId).doesNotHaveDuplicates();
    assertThat(rows)
        .allSatisfy(
            row ->
                assertThat(row.getGithubLink().orElseThrow())
                    .endsWith("/job/" + row.getGithubJobId().orElseThrow()));
  }

  @Test
  void runIdsAreThoseOfTheReportersJob() {
    List<String> ids = new ArrayList<>();
    reader("12890516473")
        .read(row -> ids.add(((MappedRow.Accepted) row).row().getBenchmarkRunId().orElse("")));

    assertThat(ids).containsOnly("35942438708-0");
  }

  @Test
  void allSamplesTogetherAreUsedOrTheReasonIsTold() {
    CiReports reports = CiReports.in(SAMPLES, "ci", CiSampleTest::isDevice);
    List<ReportNote> notes = new ArrayList<>(reports.left());
    long[] rows = {0};
    for (CiReports.Pipeline pipeline : reports.pipelines()) {
      pipeline.reader().read(row -> rows[0]++);
      notes.addAll(pipeline.reader().notes());
    }

    assertThat(reports.pipelines()).hasSize(5);
    assertThat(rows[0]).isEqualTo(1_308);
    assertThat(notes).filteredOn(note -> note.kind() == ReportNote.Kind.USED).hasSize(6);
    assertThat(notes).noneMatch(note -> note.kind() == ReportNote.Kind.BROKEN);
    assertThat(notes)
        .filteredOn(note -> note.file().endsWith("report_31237673766.xml"))
        .singleElement()
        .satisfies(note -> assertThat(note.note()).startsWith("0 model tests; "));
  }

  @Test
  void opByOpReportsAreDescribed() throws IOException {
    JsonNode report =
        JSON.readTree(
            SAMPLES
                .resolve(
                    "xla_op_by_op_reports/op-by-op-report-2-86083933790/op_by_op_report-86083933790.json")
                .toFile());

    assertThat(OpByOp.describe(report)).contains("214 ops", "1 failed");
  }

  @Test
  void modelTestThatExecutedIsEvidence() throws Exception {
    CiJob job = new CiJob(1, "test", null, null, null, null, List.of("in-service", "n150"));
    List<JUnitReport.Test> tests = JUnitReport.read(SAMPLES.resolve("tt_torch_models/mnist.xml"));

    assertThat(tests).hasSize(2);
    assertThat(ModelTest.unused(tests.get(0))).contains(ModelTest.Unused.NOT_OF_A_MODEL);
    assertThat(ModelTest.unused(tests.get(1))).isEmpty();
    assertThat(ModelTest.of(tests.get(1), job, CiSampleTest::isDevice))
        .isEqualTo(new ModelTest("Mnist", "n150", "passed", null, false));
  }

  private static boolean isDevice(String name) {
    return Catalogue.builtIn().device(name).mapped();
  }

  private static PipelineReader reader(String pipeline) {
    CiReports reports = CiReports.in(SAMPLES.resolve(pipeline), "ci", CiSampleTest::isDevice);
    assertThat(reports.left()).isEmpty();
    return reports.pipelines().get(0).reader();
  }

  /** The times of the steps are randomised at the origin. */
  private static List<JsonNode> expected(String pipeline) throws IOException {
    try (Stream<Path> files = Files.list(SAMPLES.resolve(pipeline + "/expected"));
        MappingIterator<JsonNode> runs =
            JSON.readerFor(JsonNode.class).readValues(files.findFirst().orElseThrow().toFile())) {
      List<JsonNode> all = runs.readAll();
      for (JsonNode run : all) {
        for (JsonNode measured : run.path("measurements")) {
          ((ObjectNode) measured).remove(List.of("step_start_ts", "step_end_ts"));
        }
        ((ObjectNode) run).set("measurements", sorted(run.path("measurements")));
      }
      return all;
    }
  }

  private static ArrayNode sorted(JsonNode measurements) {
    ArrayNode sorted = JSON.createArrayNode();
    StreamSupport.stream(measurements.spliterator(), false)
        .sorted(java.util.Comparator.comparing(JsonNode::toString))
        .forEach(sorted::add);
    return sorted;
  }

  /** The run in the words of CI, as {@code CompleteBenchmarkRun}. */
  private static JsonNode complete(CiPipeline pipeline, CiRun run) throws IOException {
    ObjectNode json = JSON.createObjectNode();
    json.put("run_start_ts", text(pipeline.startedAt()));
    json.put("run_end_ts", text(pipeline.endedAt()));
    json.put("run_type", run.runType());
    json.put("git_repo_name", pipeline.project());
    json.put("git_commit_hash", pipeline.commit());
    json.put("git_commit_ts", text(pipeline.submittedAt()));
    json.put("git_branch_name", pipeline.branch());
    json.put("github_pipeline_id", pipeline.id());
    json.put("github_pipeline_link", pipeline.link());
    json.put("github_job_id", run.job().id());
    json.put("user_name", pipeline.author());
    json.putNull("docker_image");
    json.put("device_hostname", run.job().host());
    json.putNull("device_ip");
    json.set("device_info", run.deviceInfo());
    json.put("ml_model_name", run.modelName());
    json.put("ml_model_type", run.modelType());
    json.put("num_layers", run.layers());
    json.put("batch_size", run.batchSize());
    json.set("config_params", run.config());
    json.put("precision", run.precision());
    json.put("dataset_name", run.dataset());
    json.set("profiler_name", run.profiler());
    json.put("input_sequence_length", run.inputLength());
    json.put("output_sequence_length", run.outputLength());
    json.put("image_dimension", run.imageDimension());
    json.put("perf_analysis", run.perfAnalysis());
    json.put("training", run.training());
    ArrayNode measurements = JSON.createArrayNode();
    for (CiRun.Measured measured : run.measurements()) {
      ObjectNode one = measurements.addObject();
      one.put("iteration", measured.iteration());
      one.put("step_name", measured.step());
      one.put("step_warm_up_num_iterations", measured.warmUps());
      one.put("name", measured.name());
      one.put("value", measured.value());
      one.put("target", measured.target());
      one.put("device_power", measured.power());
      one.put("device_temperature", measured.temperature());
    }
    json.set("measurements", sorted(measurements));
    // Once through text, so that equal numbers are equal nodes.
    return JSON.readTree(JSON.writeValueAsString(json));
  }

  private static @Nullable String text(@Nullable Instant time) {
    return time == null ? null : time.toString();
  }

  private static List<Object> flat(JsonNode run, JsonNode measured) {
    return List.of(
        run.path("github_pipeline_id").asText(),
        run.path("run_end_ts").asText(),
        run.path("ml_model_name").asText(),
        run.path("device_info").path("device_name").asText(),
        length(run.path("input_sequence_length")),
        length(run.path("output_sequence_length")),
        length(run.path("batch_size")),
        run.path("precision").asText().replace("null", ""),
        measured.path("step_name").asText(),
        measured.path("name").asText(),
        measured.path("value").asDouble(),
        run.path("github_job_id").asText(),
        run.path("git_repo_name").asText(),
        run.path("git_branch_name").asText(),
        run.path("git_commit_hash").asText(),
        run.path("training").asBoolean());
  }

  private static long length(JsonNode node) {
    return node.isNull() ? -1 : node.asLong();
  }

  private static List<Object> flat(BenchmarkRow row) {
    assertThat(row.getRunEndTs()).isEqualTo(row.getPipelineEndTs());
    return Stream.of(
            row.getGithubPipelineId(),
            row.getRunEndTs().map(Instant::toString),
            row.getMlModelName(),
            Optional.of(row.getDeviceName().orElse("")),
            Optional.of(row.getIsl().orElse(-1L)),
            Optional.of(row.getOsl().orElse(-1L)),
            Optional.of(row.getBatchSize().orElse(-1L)),
            Optional.of(row.getPrecision().orElse("")),
            row.getStepName(),
            row.getMetricName(),
            row.getMetricValue(),
            row.getGithubJobId(),
            row.getGitRepoName(),
            row.getGitBranchName(),
            row.getGitCommitHash(),
            row.getTraining())
        .map(value -> (Object) Objects.requireNonNull(value.orElse(null)))
        .toList();
  }
}
