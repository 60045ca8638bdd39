package io.boardstream.matrix.documents;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.Cell;
import io.boardstream.avro.Check;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Target;
import io.boardstream.avro.TierFacet;
import io.boardstream.avro.TierRun;
import java.io.IOException;
import java.util.List;

/**
 * Version 2: one model with all that is known of it and the evidence. Every field is always there;
 * what is not known is null.
 */
final class ModelDocument {
  private static final String SCHEMA_VERSION = "2.2";

  private ModelDocument() {}

  static byte[] render(ModelCompatibility model) {
    return JsonOut.document(model, ModelDocument::model);
  }

  private static void model(JsonOut out, ModelCompatibility model) throws IOException {
    out.text("schema_version", SCHEMA_VERSION);
    out.text("id", model.getModelId());
    out.text("ml_model_name", model.getMlModelName());
    out.text("display_name", model.getDisplayName());
    out.flag("mapped", model.getMapped());
    ModelFields.describe(out, model);
    out.objects("cells", model.getCells(), ModelDocument::cell);
    out.objects(
        "open_regressions", model.getOpenRegressions().orElse(List.of()), RegressionPart::write);
  }

  private static void cell(JsonOut out, Cell cell) throws IOException {
    out.text("device_id", cell.getDeviceId());
    out.text("device_display_name", cell.getDeviceDisplayName());
    out.flag("device_mapped", cell.getDeviceMapped());
    out.text("status", StatusWord.of(cell.getStatus()).text());
    out.object("runs", cell.getRuns(), ModelDocument::runs);
    out.object("accuracy", cell.getAccuracy(), ModelDocument::accuracy);
    out.object("tier", cell.getTier(), ModelDocument::tier);
    out.objects("performance", cell.getPerformance(), ModelDocument::performance);
    out.flag("performance_truncated", cell.getPerformanceTruncated());
    out.object("latest_attempt", cell.getLatestAttempt(), ModelDocument::evidence);
    out.text("latest_attempt_outcome", cell.getLatestAttemptOutcome().name());
    out.time("last_verified", cell.getLastVerified());
    out.time("stale_after", cell.getStaleAfter());
    out.object("editorial", cell.getEditorial(), ModelDocument::editorial);
    out.text("reproduce", cell.getReproduce());
  }

  private static void editorial(JsonOut out, EditorialFacet editorial) throws IOException {
    out.text("status", editorial.getStatus().map(StatusWord::of).map(StatusWord::text));
    out.text("estimated_availability", editorial.getEstimatedAvailability());
    out.texts("notes", editorial.getNotes());
    out.text("source", editorial.getSource());
    out.text("origin", editorial.getOrigin());
  }

  private static void runs(JsonOut out, RunsFacet runs) throws IOException {
    out.text("outcome", runs.getOutcome().name());
    out.object("evidence", runs.getEvidence(), ModelDocument::evidence);
    out.object("since", runs.getSince(), ModelDocument::evidence);
    out.text("failure", runs.getFailure());
  }

  private static void accuracy(JsonOut out, AccuracyFacet accuracy) throws IOException {
    out.text("outcome", accuracy.getOutcome().name());
    out.object("evidence", accuracy.getEvidence(), ModelDocument::evidence);
    out.object("since", accuracy.getSince(), ModelDocument::evidence);
    out.object("configuration", accuracy.getConfiguration(), ModelDocument::configuration);
  }

  private static void tier(JsonOut out, TierFacet tier) throws IOException {
    out.text("tier", tier.getTier().map(Enum::name));
    out.objects("checks", tier.getChecks(), ModelDocument::check);
    out.objects("targets", tier.getTargets(), ModelDocument::target);
    out.object("evidence", tier.getEvidence(), ModelDocument::evidence);
    out.object("configuration", tier.getConfiguration(), ModelDocument::configuration);
    out.objects("runs", tier.getRuns(), ModelDocument::tierRun);
  }

  private static void tierRun(JsonOut out, TierRun run) throws IOException {
    out.text("tier", run.getTier().map(Enum::name));
    out.object("evidence", run.getEvidence(), ModelDocument::evidence);
    out.object("configuration", run.getConfiguration(), ModelDocument::configuration);
  }

  private static void check(JsonOut out, Check check) throws IOException {
    out.text("tier", check.getTier().map(Enum::name));
    out.text("name", check.getName());
    out.text("outcome", check.getOutcome().name());
  }

  private static void target(JsonOut out, Target target) throws IOException {
    out.text("tier", target.getTier().name());
    out.text("metric", target.getMetricName());
    out.number("value", target.getValue());
  }

  private static void performance(JsonOut out, PerformanceFacet performance) throws IOException {
    out.object("configuration", performance.getConfiguration(), ModelDocument::configuration);
    out.text("step", performance.getStepName());
    out.object("evidence", performance.getEvidence(), ModelDocument::evidence);
    out.objects("measurements", performance.getMeasurements(), ModelDocument::measurement);
  }

  private static void measurement(JsonOut out, Measurement measurement) throws IOException {
    out.text("step", measurement.getStepName());
    out.text("metric", measurement.getMetricName());
    out.number("value", measurement.getValue());
    out.text("unit", measurement.getUnit());
    out.text("direction", measurement.getDirection().name());
  }

  static void configuration(JsonOut out, Configuration configuration) throws IOException {
    out.text("mode", configuration.getMode().name());
    out.whole("isl", configuration.getIsl());
    out.whole("osl", configuration.getOsl());
    out.whole("batch_size", configuration.getBatchSize());
    out.text("precision", configuration.getPrecision());
  }

  static void evidence(JsonOut out, Evidence evidence) throws IOException {
    out.text("source", evidence.getSource());
    out.text("run_id", evidence.getRunId());
    out.text("github_pipeline_id", evidence.getGithubPipelineId());
    out.time("ended_at", evidence.getEndedAt());
    out.time("pipeline_ended_at", evidence.getPipelineEndedAt());
    out.text("github_job_id", evidence.getGithubJobId());
    out.text("link", evidence.getLink());
    out.text("git_repo_name", evidence.getGitRepoName());
    out.text("git_commit_hash", evidence.getGitCommitHash());
    out.text("origin", evidence.getOrigin());
  }
}
