package io.boardstream.matrix.assembly;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import java.time.Instant;
import java.util.List;

/** Test data: rows of the four tables as a nightly has them, changed where a test needs it. */
final class Tables {

  static final Instant NIGHT = Instant.parse("2026-03-01T04:00:00Z");

  static final Selection DEFAULT =
      new Selection(
          List.of("On nightly"),
          List.of("tt-shield"),
          List.of("main"),
          List.of("run-release%", "run-evals%"),
          List.of("tt-shield"));

  private Tables() {}

  static CicdPipeline.Builder pipeline(String id) {
    return CicdPipeline.newBuilder()
        .setSource("pg")
        .setCicdPipelineId(id)
        .setGithubPipelineId("90" + id)
        .setName("On nightly")
        .setProject("tt-shield")
        .setGitBranchName("main")
        .setPipelineEndTs(NIGHT);
  }

  static CicdJob.Builder job(String pipelineId, String id, String githubJobId) {
    return CicdJob.newBuilder()
        .setSource("pg")
        .setCicdPipelineId(pipelineId)
        .setCicdJobId(id)
        .setGithubJobId(githubJobId)
        .setName("run-release-llama (n150)");
  }

  static CicdRun.Builder run(String id, String githubJobId) {
    return CicdRun.newBuilder()
        .setSource("pg")
        .setBenchmarkRunId(id)
        .setGithubJobId(githubJobId)
        .setGitRepoName("tt-shield")
        .setMlModelName("Llama-3.1-8B-Instruct")
        .setDeviceName("n150")
        .setInputSequenceLength(128L)
        .setOutputSequenceLength(128L)
        .setBatchSize(1L);
  }

  static CicdMeasurement.Builder measurement(String runId, String id) {
    return CicdMeasurement.newBuilder()
        .setSource("pg")
        .setBenchmarkRunId(runId)
        .setBenchmarkMeasurementId(id)
        .setStepName("benchmark")
        .setName("mean_tps")
        .setValue(20.0);
  }
}
