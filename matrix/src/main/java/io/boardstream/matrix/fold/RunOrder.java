package io.boardstream.matrix.fold;

import io.boardstream.avro.Evidence;

/**
 * The order of runs, oldest first: by the end of the run, then of its pipeline, then source and run
 * id, whose numbers count as numbers. What has no time is older than all that has.
 */
public final class RunOrder {

  private RunOrder() {}

  /** Bytes that compare, unsigned, as the runs do. */
  public static byte[] key(Evidence run) {
    KeyWriter key = new KeyWriter();
    write(key, run);
    return key.toBytes();
  }

  static void write(KeyWriter key, Evidence run) {
    key.number(Keys.micros(run.getEndedAt()));
    key.number(Keys.micros(run.getPipelineEndedAt()));
    key.text(run.getSource());
    key.natural(run.getRunId());
  }
}
