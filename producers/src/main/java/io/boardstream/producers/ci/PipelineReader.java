package io.boardstream.producers.ci;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of one pipeline from the reports of its jobs. A report belongs to the job whose id
 * ends its name or that of a folder around it. One that cannot be read is a rejected row, and the
 * others are read all the same.
 */
public final class PipelineReader implements FileReader {

  private static final Pattern ENDS_IN_ID = Pattern.compile("(?:^|[-_])([0-9]{6,19})$");
  private static final String NO_JOB = "names no job of the pipeline";
  private static final long MAX_REPORT = 256L << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path root;
  private final CiPipeline pipeline;
  private final List<Path> reports;
  private final Predicate<String> isDevice;
  private final RowMapper mapper;
  private final List<ReportNote> notes = new ArrayList<>();

  PipelineReader(
      Path root,
      CiPipeline pipeline,
      List<Path> reports,
      Predicate<String> isDevice,
      String source) {
    this.root = root;
    this.pipeline = pipeline;
    this.reports = List.copyOf(reports);
    this.isDevice = isDevice;
    this.mapper = new RowMapper(source);
  }

  CiPipeline pipeline() {
    return pipeline;
  }

  List<Path> reports() {
    return reports;
  }

  /** What became of each file, once all rows have been read. */
  public List<ReportNote> notes() {
    return List.copyOf(notes);
  }

  @Override
  public void readRaw(Consumer<? super RawRow> rows) {
    notes.clear();
    // Of all reports: a job may report a test again, and both are runs.
    Map<String, Integer> runsOfJob = new HashMap<>();
    for (Path report : reports) {
      String name = name(report);
      try {
        notes.add(report(report, name, runsOfJob, rows));
      } catch (IOException | XMLStreamException e) {
        String problem = reason(e);
        notes.add(new ReportNote(name, ReportNote.Kind.BROKEN, problem));
        rows.accept(
            new RawRow(
                new MappedRow.Rejected(
                    "file:" + name,
                    RowMapper.RULE_UNREADABLE,
                    name + " cannot be read: " + problem),
                Map.of()));
      }
    }
  }

  private ReportNote report(
      Path report, String name, Map<String, Integer> runsOfJob, Consumer<? super RawRow> rows)
      throws IOException, XMLStreamException {
    if (Files.size(report) > MAX_REPORT) {
      throw new IOException("is larger than %,d bytes".formatted(MAX_REPORT));
    }
    boolean xml = report.toString().endsWith(".xml");
    Optional<CiJob> job = job(report);
    if (xml) {
      return tests(report, name, job, runsOfJob, rows);
    }
    JsonNode json = JSON.readTree(Files.readAllBytes(report));
    if (!BenchmarkReport.isOne(json)) {
      return new ReportNote(name, ReportNote.Kind.NOT_USED, otherJson(json));
    }
    if (job.isEmpty()) {
      return new ReportNote(name, ReportNote.Kind.NOT_USED, NO_JOB);
    }
    FileOrigin origin = FileOrigin.of(report);
    List<CiRun> runs = BenchmarkReport.runs(job.get(), json);
    for (CiRun run : runs) {
      int index = runsOfJob.merge(Long.toString(run.job().id()), 1, Integer::sum) - 1;
      emit(run, run.job().id() + "-" + index, origin, rows);
    }
    return new ReportNote(name, ReportNote.Kind.USED, "%,d runs".formatted(runs.size()));
  }

  /** A run without measurements is a fact too: one row without a metric. */
  private void emit(CiRun run, String runId, FileOrigin origin, Consumer<? super RawRow> rows) {
    Map<String, String> columns = context(run.job());
    put(columns, "ml_model_name", run.modelName());
    put(columns, "device_name", run.deviceName());
    put(columns, "isl", run.inputLength());
    put(columns, "osl", run.outputLength());
    put(columns, "batch_size", run.batchSize());
    put(columns, "precision", run.precision());
    put(columns, "training", run.training());
    put(columns, "benchmark_run_id", runId);
    if (run.measurements().isEmpty()) {
      put(columns, "origin", origin.at("run " + runId));
      accept(runId + "/-", columns, rows);
    }
    int index = 0;
    for (CiRun.Measured measured : run.measurements()) {
      Map<String, String> row = new HashMap<>(columns);
      put(row, "step_name", measured.step());
      put(row, "metric_name", measured.name());
      put(row, "metric_value", measured.value());
      Double target = measured.target();
      put(row, "metric_target", target == null || target == -1 ? null : target);
      put(row, "origin", origin.at(measured.place()));
      accept(runId + "/" + index++, row, rows);
    }
  }

  private ReportNote tests(
      Path report,
      String name,
      Optional<CiJob> job,
      Map<String, Integer> runsOfJob,
      Consumer<? super RawRow> rows)
      throws IOException, XMLStreamException {
    List<JUnitReport.Test> tests = JUnitReport.read(report);
    FileOrigin origin = FileOrigin.of(report);
    Map<String, Integer> unused = new TreeMap<>();
    int used = 0;
    for (JUnitReport.Test test : tests) {
      Optional<ModelTest.Unused> why = ModelTest.unused(test);
      if (why.isPresent()) {
        unused.merge(why.get().words(), 1, Integer::sum);
      } else if (job.isEmpty()) {
        unused.merge(NO_JOB, 1, Integer::sum);
      } else {
        int nth = runsOfJob.merge(job.get().id() + ":" + test.fullName(), 1, Integer::sum);
        emit(
            ModelTest.of(test, job.get(), isDevice),
            job.get(),
            origin.at(test.fullName()),
            test.fullName() + (nth == 1 ? "" : "#" + nth),
            rows);
        used++;
      }
    }
    String note = "%,d model tests".formatted(used);
    for (Map.Entry<String, Integer> why : unused.entrySet()) {
      note += "; %,d %s".formatted(why.getValue(), why.getKey());
    }
    return new ReportNote(name, used > 0 ? ReportNote.Kind.USED : ReportNote.Kind.NOT_USED, note);
  }

  private void emit(
      ModelTest test, CiJob job, String origin, String name, Consumer<? super RawRow> rows) {
    Map<String, String> columns = context(job);
    String runId = job.id() + ":" + name;
    put(columns, "ml_model_name", test.model());
    put(columns, "device_name", test.device());
    put(columns, "training", test.training());
    put(columns, "benchmark_run_id", runId);
    put(columns, "step_name", "test");
    put(columns, "run_status", test.status());
    put(columns, "failure", test.failure());
    put(columns, "origin", origin);
    accept(runId, columns, rows);
  }

  /** What a row says of its pipeline and job. */
  private Map<String, String> context(CiJob job) {
    Map<String, String> columns = new HashMap<>();
    put(columns, "github_pipeline_id", pipeline.id());
    put(columns, "pipeline_end_ts", pipeline.endedAt());
    put(columns, "run_end_ts", pipeline.endedAt());
    put(columns, "github_job_id", job.id());
    put(columns, "github_link", job.link() == null ? pipeline.link() : job.link());
    put(columns, "git_repo_name", pipeline.project());
    put(columns, "git_branch_name", pipeline.branch());
    put(columns, "git_commit_hash", pipeline.commit());
    return columns;
  }

  private void accept(String rowId, Map<String, String> columns, Consumer<? super RawRow> rows) {
    rows.accept(new RawRow(mapper.map(rowId, Optional.empty(), columns), columns));
  }

  /** The job that a report belongs to. */
  Optional<CiJob> job(Path report) {
    for (Path part = root.relativize(report); part != null; part = part.getParent()) {
      String name = String.valueOf(part.getFileName()).replaceFirst("\\.(json|xml)$", "");
      Matcher id = ENDS_IN_ID.matcher(name);
      if (id.find()) {
        CiJob job = pipeline.jobs().get(Long.parseLong(id.group(1)));
        if (job != null) {
          return Optional.of(job);
        }
      }
    }
    return Optional.empty();
  }

  private static String otherJson(JsonNode json) {
    if (json.path("tests").isArray() && json.path("exitcode").isNumber()) {
      return OpByOp.describe(json);
    }
    return OpByOp.isUniqueOps(json)
        ? "%,d ops of one model; an op is no evidence of the model".formatted(json.size())
        : "is none of the reports that are known";
  }

  private String name(Path report) {
    return root.relativize(report).toString();
  }

  private static String reason(Exception e) {
    String message =
        e instanceof JacksonException json ? json.getOriginalMessage() : e.getMessage();
    return message == null ? e.toString() : message.lines().findFirst().orElse("");
  }

  private static void put(Map<String, String> columns, String name, @Nullable Object value) {
    if (value != null) {
      columns.put(name, value.toString());
    }
  }
}
