package io.boardstream.site.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One run with all that it reported. What is not known is left out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RunDocument(
    String ref,
    @JsonProperty("model_id") String modelId,
    @JsonProperty("ml_model_name") String modelName,
    String precision,
    @JsonProperty("device_id") @Nullable String deviceId,
    @JsonProperty("device_name") @Nullable String deviceName,
    Series.Conditions configuration,
    String outcome,
    @Nullable String failure,
    @Nullable String reproduce,
    boolean truncated,
    Provenance evidence,
    List<Item> measurements,
    List<Item> targets,
    List<Item> checks) {

  /** Where the run comes from. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Provenance(
      String source,
      @JsonProperty("run_id") String runId,
      @JsonProperty("ended_at") @Nullable String endedAt,
      @JsonProperty("pipeline_ended_at") @Nullable String pipelineEndedAt,
      @JsonProperty("github_pipeline_id") @Nullable String pipeline,
      @JsonProperty("github_job_id") @Nullable String job,
      @Nullable String link,
      @JsonProperty("git_repo_name") @Nullable String repo,
      @JsonProperty("git_commit_hash") @Nullable String commit,
      @JsonProperty("git_branch_name") @Nullable String branch,
      @Nullable String origin) {}

  /** A measurement, target or check, with what applies to it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Item(
      @Nullable String tier,
      @Nullable String step,
      String name,
      @Nullable Double value,
      @Nullable String unit,
      @Nullable String direction,
      @Nullable String outcome) {}
}
