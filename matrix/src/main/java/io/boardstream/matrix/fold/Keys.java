package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Mode;
import io.boardstream.matrix.evidence.RunKey;
import java.time.Instant;
import java.util.Optional;

/** Where everything stands in the one store of the fold: tables are key prefixes. */
final class Keys {

  /** Run, fact id → row. */
  private static final int EVIDENCE = 1;

  /** Run → the run as last derived. */
  private static final int RUNS = 2;

  /** Runs whose rows changed since they were derived → nothing. */
  private static final int DIRTY = 3;

  /** Model, device, facet, configuration and step or finding, newest first → run. */
  private static final int INDEX = 4;

  /** Model, device → the cell as last derived. */
  private static final int CELLS = 5;

  /** Model → digest of the document as last derived. */
  private static final int MODELS = 6;

  /** What the derived tables were derived with. */
  private static final int RULES = 7;

  /** The last run that was derived anew since the rules changed; gone when all were. */
  private static final int RENEWED = 8;

  private static final long FARTHEST_SECONDS = Long.MAX_VALUE / 1_000_000 - 1;

  private Keys() {}

  static byte[] run(RunKey key) {
    return new KeyWriter()
        .text(key.routingKey())
        .text(key.source())
        .text(key.runId())
        .text(key.model())
        .text(key.precision())
        .text(key.device())
        .number(key.isl())
        .number(key.osl())
        .number(key.batchSize())
        .tag(key.training() ? 1 : 0)
        .toBytes();
  }

  static byte[] evidence(byte[] run) {
    return new KeyWriter().tag(EVIDENCE).raw(run).toBytes();
  }

  static byte[] evidence(byte[] run, String factId) {
    return new KeyWriter().tag(EVIDENCE).raw(run).text(factId).toBytes();
  }

  static byte[] runs() {
    return new byte[] {RUNS};
  }

  static byte[] runs(byte[] run) {
    return new KeyWriter().tag(RUNS).raw(run).toBytes();
  }

  static byte[] dirty() {
    return new byte[] {DIRTY};
  }

  static byte[] dirty(byte[] run) {
    return new KeyWriter().tag(DIRTY).raw(run).toBytes();
  }

  static byte[] cells(String modelId) {
    return new KeyWriter().tag(CELLS).text(modelId).toBytes();
  }

  static byte[] cell(CellId cell) {
    return new KeyWriter().tag(CELLS).text(cell.modelId()).text(cell.deviceId()).toBytes();
  }

  static byte[] model(String modelId) {
    return new KeyWriter().tag(MODELS).text(modelId).toBytes();
  }

  static byte[] rules() {
    return new byte[] {RULES};
  }

  static byte[] renewed() {
    return new byte[] {RENEWED};
  }

  static byte[] index(CellId cell, Facet facet) {
    return facet(cell, facet).toBytes();
  }

  static byte[] index(CellId cell, Facet facet, Configuration configuration) {
    return configuration(facet(cell, facet), configuration).toBytes();
  }

  static byte[] index(CellId cell, Facet facet, Configuration configuration, String step) {
    return step(facet(cell, facet), configuration, step).toBytes();
  }

  static byte[] index(CellId cell, Facet facet, Finding finding) {
    return facet(cell, facet).tag(finding.code).toBytes();
  }

  /**
   * The part of an index key that orders the runs of a facet: newest first, by the end of the run,
   * then of its pipeline, then source and run id.
   */
  static byte[] recency(BenchmarkRun run, byte[] key) {
    Evidence evidence = run.getEvidence();
    return new KeyWriter()
        .descending(
            k -> {
              k.number(micros(evidence.getEndedAt()));
              k.number(micros(evidence.getPipelineEndedAt()));
              k.text(evidence.getSource());
              k.natural(evidence.getRunId());
            })
        .raw(key)
        .toBytes();
  }

  static KeyWriter step(KeyWriter key, Configuration configuration, String step) {
    return configuration(key, configuration).text(step);
  }

  private static KeyWriter configuration(KeyWriter key, Configuration configuration) {
    return key.tag(code(configuration.getMode()))
        .number(configuration.getIsl())
        .number(configuration.getOsl())
        .number(configuration.getBatchSize());
  }

  private static KeyWriter facet(CellId cell, Facet facet) {
    return new KeyWriter().tag(INDEX).text(cell.modelId()).text(cell.deviceId()).tag(facet.code);
  }

  private static int code(Mode mode) {
    return switch (mode) {
      case INFERENCE -> 0;
      case TRAINING -> 1;
      case UNKNOWN -> 2;
    };
  }

  /** What has no time is older than all that has. */
  private static long micros(Optional<Instant> time) {
    return time.map(Keys::micros).orElse(Long.MIN_VALUE);
  }

  /** Within 292 thousand years of 1970; times beyond count as that far. */
  private static long micros(Instant time) {
    // Not ChronoUnit.MICROS.between: it counts nanoseconds on the way, and overflows in 2262.
    long seconds = Math.max(-FARTHEST_SECONDS, Math.min(FARTHEST_SECONDS, time.getEpochSecond()));
    return seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
