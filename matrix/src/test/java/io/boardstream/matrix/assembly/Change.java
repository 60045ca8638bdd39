package io.boardstream.matrix.assembly;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * One record of one of the four topics.
 *
 * @param sequence its version
 * @param row null for a tombstone
 */
record Change(CicdTable table, String key, long sequence, @Nullable SpecificRecord row) {

  FactVersion version() {
    return new FactVersion(0L, sequence);
  }

  /** The row with the version in it, as capture writes it. */
  @Nullable SpecificRecord versioned() {
    return withVersion(version());
  }

  @Nullable SpecificRecord withVersion(@Nullable FactVersion version) {
    if (row instanceof CicdPipeline pipeline) {
      return CicdPipeline.newBuilder(pipeline).setVersion(version).build();
    }
    if (row instanceof CicdJob job) {
      return CicdJob.newBuilder(job).setVersion(version).build();
    }
    if (row instanceof CicdRun run) {
      return CicdRun.newBuilder(run).setVersion(version).build();
    }
    return row instanceof CicdMeasurement measurement
        ? CicdMeasurement.newBuilder(measurement).setVersion(version).build()
        : null;
  }
}
