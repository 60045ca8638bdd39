package io.boardstream.site.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Points of one metric under one configuration, oldest first.
 *
 * @param step step that measured; empty when the source names none
 * @param direction HIGHER_IS_BETTER, LOWER_IS_BETTER or NONE
 */
public record Series(
    String step,
    Conditions configuration,
    @Nullable String unit,
    String direction,
    List<Point> points) {

  /** The configuration, as in version 2 of the documents. */
  public record Conditions(
      String mode,
      @Nullable Long isl,
      @Nullable Long osl,
      @JsonProperty("batch_size") @Nullable Long batchSize,
      @Nullable String precision) {}

  /**
   * What one run measured.
   *
   * @param at when it ended (its pipeline, where the run has no time), ISO-8601; null when unknown
   * @param value null when it reported the metric without a number; 0 is a failed measurement
   */
  public record Point(
      @Nullable String at, @Nullable Double value, String outcome, RunReference run) {}

  /**
   * The run of a point.
   *
   * @param ref for /api/runs/{ref} and /runs/{ref}
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record RunReference(
      String ref,
      @JsonProperty("run_id") String runId,
      String source,
      @Nullable String link,
      @JsonProperty("git_repo_name") @Nullable String repo,
      @JsonProperty("git_commit_hash") @Nullable String commit) {}
}
