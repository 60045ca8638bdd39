package io.boardstream.cli.view;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.documents.CellMetrics;
import io.boardstream.matrix.documents.StatusWord;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * One row for each cell of the matrix: its word, facets and headline numbers, and the run that they
 * rest on. Values are text, {@link Double} or {@link Boolean}; absent ones are null. Names and
 * order of the columns are public: only add at the end.
 */
final class CellColumns {

  /** What a column says of a cell. */
  @FunctionalInterface
  interface Value extends BiFunction<ModelCompatibility, Cell, @Nullable Object> {}

  static final Map<String, Value> ALL = columns();

  private CellColumns() {}

  private static Map<String, Value> columns() {
    Map<String, Value> columns = new LinkedHashMap<>();
    columns.put("model_id", (model, cell) -> model.getModelId());
    columns.put("model", (model, cell) -> model.getDisplayName());
    columns.put("family", (model, cell) -> model.getFamily());
    columns.put("precision", (model, cell) -> model.getPrecision());
    columns.put("device_id", (model, cell) -> cell.getDeviceId());
    columns.put("device", (model, cell) -> cell.getDeviceDisplayName());
    columns.put("status", (model, cell) -> StatusWord.of(cell.getStatus()).text());
    columns.put("last_verified", (model, cell) -> time(cell.getLastVerified()));
    columns.put("stale_after", (model, cell) -> time(cell.getStaleAfter()));
    columns.put("runs", (model, cell) -> word(cell.getRuns().map(RunsFacet::getOutcome)));
    columns.put(
        "accuracy", (model, cell) -> word(cell.getAccuracy().map(AccuracyFacet::getOutcome)));
    columns.put("tier", (model, cell) -> word(cell.getTier().flatMap(TierFacet::getTier)));
    for (String metric : new String[] {"mean_tps", "mean_ttft_ms", "ttft"}) {
      columns.put(metric, (model, cell) -> CellMetrics.of(cell).numbers().get(metric));
    }
    evidence(columns);
    return columns;
  }

  /** The run that decides the word; where none was conclusive, the latest attempt. */
  private static void evidence(Map<String, Value> columns) {
    columns.put("source", (model, cell) -> of(cell).getSource());
    columns.put("run_id", (model, cell) -> of(cell).getRunId());
    columns.put("run_ended_at", (model, cell) -> time(of(cell).getEndedAt()));
    columns.put("github_pipeline_id", (model, cell) -> text(of(cell).getGithubPipelineId()));
    columns.put("github_job_id", (model, cell) -> text(of(cell).getGithubJobId()));
    columns.put("git_repo_name", (model, cell) -> text(of(cell).getGitRepoName()));
    columns.put("git_commit_hash", (model, cell) -> text(of(cell).getGitCommitHash()));
    columns.put("link", (model, cell) -> text(of(cell).getLink()));
    columns.put("origin", (model, cell) -> text(of(cell).getOrigin()));
  }

  private static Evidence of(Cell cell) {
    return cell.getRuns().map(RunsFacet::getEvidence).orElse(cell.getLatestAttempt());
  }

  private static @Nullable Object text(Optional<String> text) {
    return text.orElse(null);
  }

  private static @Nullable Object word(Optional<? extends Enum<?>> word) {
    return word.map(Enum::name).orElse(null);
  }

  private static @Nullable Object time(Optional<Instant> time) {
    return time.map(Instant::toString).orElse(null);
  }
}
