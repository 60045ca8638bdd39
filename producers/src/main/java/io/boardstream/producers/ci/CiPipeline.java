package io.boardstream.producers.ci;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A run of a GitHub workflow: what {@code workflow.json} and {@code workflow_jobs.json} say of it.
 *
 * @param project name of the repository, without its owner
 * @param submittedAt when it was asked for
 * @param startedAt when its first job began
 * @param endedAt when GitHub last changed it, which is when it ended
 */
record CiPipeline(
    long id,
    @Nullable String link,
    @Nullable String name,
    @Nullable String project,
    @Nullable String branch,
    @Nullable String commit,
    @Nullable String author,
    @Nullable Instant submittedAt,
    @Nullable Instant startedAt,
    @Nullable Instant endedAt,
    Map<Long, CiJob> jobs) {

  /**
   * Reads both files.
   *
   * @throws IllegalArgumentException when they are not what GitHub writes
   */
  static CiPipeline of(JsonNode workflow, JsonNode workflowJobs) {
    if (!workflow.path("id").isIntegralNumber()) {
      throw new IllegalArgumentException(
          "workflow.json has no id; it must be GitHub's workflow run");
    }
    if (!workflowJobs.path("jobs").isArray()) {
      throw new IllegalArgumentException("workflow_jobs.json has no list of jobs");
    }
    Map<Long, CiJob> jobs = new LinkedHashMap<>();
    workflowJobs.path("jobs").forEach(job -> jobs.putIfAbsent(job.path("id").asLong(), job(job)));
    Instant firstJob =
        jobs.values().stream()
            .map(CiJob::startedAt)
            .flatMap(started -> Optional.ofNullable(started).stream())
            .min(Instant::compareTo)
            .orElse(null);
    return new CiPipeline(
        workflow.path("id").asLong(),
        text(workflow.path("html_url")),
        text(workflow.path("name")),
        text(workflow.path("repository").path("name")),
        text(workflow.path("head_branch")),
        text(workflow.path("head_sha")),
        text(workflow.path("head_commit").path("author").path("name")),
        time(workflow.path("created_at")),
        firstJob == null ? time(workflow.path("run_started_at")) : firstJob,
        time(workflow.path("updated_at")),
        jobs);
  }

  private static CiJob job(JsonNode job) {
    List<String> labels = new ArrayList<>();
    job.path("labels").forEach(label -> labels.add(label.asText()));
    return new CiJob(
        job.path("id").asLong(),
        job.path("name").asText(),
        text(job.path("html_url")),
        time(job.path("started_at")),
        time(job.path("completed_at")),
        text(job.path("runner_name")),
        labels);
  }

  /** A text that says something, or null. */
  static @Nullable String text(JsonNode node) {
    return node.isTextual() && !node.textValue().isBlank() ? node.textValue() : null;
  }

  private static @Nullable Instant time(JsonNode node) {
    String text = text(node);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException("'%s' is no time".formatted(text), e);
    }
  }
}
