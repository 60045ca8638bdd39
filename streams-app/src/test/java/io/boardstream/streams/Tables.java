package io.boardstream.streams;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import org.jspecify.annotations.Nullable;

/** Test data: rows of the four tables as a nightly has them. */
final class Tables {

  private Tables() {}

  static CicdPipeline.Builder pipeline(String id) {
    return CicdPipeline.newBuilder()
        .setSource("pg")
        .setCicdPipelineId(id)
        .setGithubPipelineId("90" + id)
        .setName("On nightly")
        .setProject("tt-shield")
        .setGitBranchName("main")
        .setPipelineEndTs(Rows.NIGHT);
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

  /** Writes a row of any of the tables, with a version or without. */
  static void put(DrivenTopology topology, Object row, @Nullable Long sequence) {
    FactVersion version = sequence == null ? null : new FactVersion(0L, sequence);
    if (row instanceof CicdPipeline one) {
      CicdPipeline versioned = CicdPipeline.newBuilder(one).setVersion(version).build();
      topology.put(
          TopicCatalogue.CICD_PIPELINES, CicdKeys.of(one), CicdPipeline.class, versioned, version);
    } else if (row instanceof CicdJob one) {
      CicdJob versioned = CicdJob.newBuilder(one).setVersion(version).build();
      topology.put(TopicCatalogue.CICD_JOBS, CicdKeys.of(one), CicdJob.class, versioned, version);
    } else if (row instanceof CicdRun one) {
      CicdRun versioned = CicdRun.newBuilder(one).setVersion(version).build();
      topology.put(TopicCatalogue.CICD_RUNS, CicdKeys.of(one), CicdRun.class, versioned, version);
    } else if (row instanceof CicdMeasurement one) {
      CicdMeasurement versioned = CicdMeasurement.newBuilder(one).setVersion(version).build();
      topology.put(
          TopicCatalogue.CICD_MEASUREMENTS,
          CicdKeys.of(one),
          CicdMeasurement.class,
          versioned,
          version);
    }
  }

  static void delete(DrivenTopology topology, Topic topic, String key, @Nullable Long sequence) {
    topology.table(topic, key, null, sequence == null ? null : new FactVersion(0L, sequence));
  }
}
