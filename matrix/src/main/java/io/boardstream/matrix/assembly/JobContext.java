package io.boardstream.matrix.assembly;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdPipeline;
import java.util.Optional;

/**
 * A job with its pipeline.
 *
 * @param pipeline empty when it is not there (yet)
 */
record JobContext(CicdJob job, Optional<CicdPipeline> pipeline) {}
