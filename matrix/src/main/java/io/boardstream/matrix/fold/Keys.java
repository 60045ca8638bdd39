package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Mode;
import io.boardstream.matrix.evidence.RunKey;
import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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

  /** Added to the code of the mode. */
  private static final int WITH_PRECISION = 8;

  /** Routing key, key of an override → the override. */
  private static final int OVERRIDES = 9;

  /** Routing key, model name of which an override changed → nothing. */
  private static final int SAID = 10;

  /** Routing key, model, device of cells that wait until all their runs are renewed → nothing. */
  private static final int WAITING = 11;

  /** Kind and id of the catalogue's entries as they came → entry. */
  private static final int CATALOGUE = 12;

  /** The same of the catalogue in force. */
  private static final int CATALOGUE_IN_FORCE = 13;

  /** Whether entries came since the catalogue was looked at. */
  private static final int CATALOGUE_CHANGED = 14;

  /** Model, device, what of it, unit, run → what the run says in a series. */
  private static final int POINTS = 15;

  /** Model, device, what of it, unit → where what follows it stood after that unit. */
  private static final int STATES = 16;

  /** Model, device, what of it, name of a series → changes that were found in it. */
  private static final int CHANGES = 17;

  /** Model, device, what of it → from which unit on it must be looked at again. */
  private static final int UNJUDGED = 18;

  /** Model, device, rest of the series id → which news of it were told. */
  private static final int TOLD = 19;

  /** Model, device, rest of the series id → the regression that is open. */
  private static final int OPEN = 20;

  /** From when on a cell is silent if nothing comes, model, device, what of it → nothing. */
  private static final int SILENT_FROM = 21;

  /** Model, device, what of it → the entry of it among those. */
  private static final int SILENCES = 22;

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

  /** Begins the keys of all models whose id begins so. */
  static byte[] modelsFrom(String start) {
    return new KeyWriter().tag(MODELS).raw(start.getBytes(UTF_8)).toBytes();
  }

  static byte[] override(String routingKey, String key) {
    return new KeyWriter().tag(OVERRIDES).text(routingKey).text(key).toBytes();
  }

  static byte[] overrides(String routingKey) {
    return new KeyWriter().tag(OVERRIDES).text(routingKey).toBytes();
  }

  static byte[] overrides() {
    return new byte[] {OVERRIDES};
  }

  static byte[] said(String routingKey, String modelName) {
    return new KeyWriter().tag(SAID).text(routingKey).text(modelName).toBytes();
  }

  static byte[] said(String routingKey) {
    return new KeyWriter().tag(SAID).text(routingKey).toBytes();
  }

  static byte[] said() {
    return new byte[] {SAID};
  }

  static byte[] waiting(String routingKey, CellId cell) {
    return new KeyWriter()
        .tag(WAITING)
        .text(routingKey)
        .text(cell.modelId())
        .text(cell.deviceId())
        .toBytes();
  }

  static byte[] waiting(String routingKey) {
    return new KeyWriter().tag(WAITING).text(routingKey).toBytes();
  }

  static byte[] runsOf(String routingKey) {
    return new KeyWriter().tag(RUNS).text(routingKey).toBytes();
  }

  static byte[] waiting() {
    return new byte[] {WAITING};
  }

  static byte[] catalogue(boolean inForce) {
    return new byte[] {(byte) (inForce ? CATALOGUE_IN_FORCE : CATALOGUE)};
  }

  static byte[] catalogue(boolean inForce, int kind, String id) {
    return new KeyWriter().raw(catalogue(inForce)).tag(kind).text(id).toBytes();
  }

  static byte[] catalogueChanged() {
    return new byte[] {CATALOGUE_CHANGED};
  }

  /** The texts of a key, after its tag. */
  static List<String> texts(byte[] key) {
    List<String> texts = new ArrayList<>();
    ByteArrayOutputStream text = new ByteArrayOutputStream();
    for (int i = 1; i < key.length; i++) {
      if (key[i] != 0) {
        text.write(key[i]);
      } else if (key[++i] == 1) {
        texts.add(text.toString(UTF_8));
        text.reset();
      } else {
        text.write(0);
      }
    }
    return texts;
  }

  /** The part of a run's key that says where it is folded. */
  static String routingKey(byte[] run) {
    int end = 0;
    while (run[end] != 0 || run[end + 1] != 1) {
      end += run[end] == 0 ? 2 : 1;
    }
    return texts(new KeyWriter().tag(0).raw(Arrays.copyOf(run, end + 2)).toBytes()).get(0);
  }

  /** All that the index has of a model. */
  static byte[] index(String modelId) {
    return new KeyWriter().tag(INDEX).text(modelId).toBytes();
  }

  static byte[] rules() {
    return new byte[] {RULES};
  }

  static byte[] points(SeriesGroup group) {
    return group(POINTS, group).toBytes();
  }

  static byte[] point(SeriesGroup group, byte[] unit, byte[] run) {
    return group(POINTS, group).raw(unit).raw(run).toBytes();
  }

  static byte[] units(SeriesGroup group, byte[] unit) {
    return group(POINTS, group).raw(unit).toBytes();
  }

  static byte[] states(SeriesGroup group) {
    return group(STATES, group).toBytes();
  }

  static byte[] state(SeriesGroup group, byte[] unit) {
    return group(STATES, group).raw(unit).toBytes();
  }

  static byte[] changes(SeriesGroup group) {
    return group(CHANGES, group).toBytes();
  }

  static byte[] changes(SeriesGroup group, String name) {
    return group(CHANGES, group).text(name).toBytes();
  }

  static byte[] unjudged() {
    return new byte[] {UNJUDGED};
  }

  static byte[] unjudged(SeriesGroup group) {
    return group(UNJUDGED, group).toBytes();
  }

  static byte[] told(CellId cell, String series) {
    return cell(TOLD, cell).text(series).toBytes();
  }

  static byte[] open(CellId cell, String series) {
    return cell(OPEN, cell).text(series).toBytes();
  }

  static byte[] open(CellId cell) {
    return cell(OPEN, cell).toBytes();
  }

  static byte[] open(String modelId) {
    return new KeyWriter().tag(OPEN).text(modelId).toBytes();
  }

  static byte[] silentFrom() {
    return new byte[] {SILENT_FROM};
  }

  static byte[] silentFrom(Instant from, SeriesGroup group) {
    return new KeyWriter()
        .tag(SILENT_FROM)
        .number(micros(from))
        .text(group.cell().modelId())
        .text(group.cell().deviceId())
        .text(group.what())
        .toBytes();
  }

  /** All that is silent by then. */
  static byte[] silentUntil(Instant now) {
    return new KeyWriter().tag(SILENT_FROM).number(micros(now)).toBytes();
  }

  static byte[] silence(SeriesGroup group) {
    return group(SILENCES, group).toBytes();
  }

  private static KeyWriter group(int table, SeriesGroup group) {
    return cell(table, group.cell()).text(group.what());
  }

  private static KeyWriter cell(int table, CellId cell) {
    return new KeyWriter().tag(table).text(cell.modelId()).text(cell.deviceId());
  }

  /** Orders runs by their end, then that of their pipeline, then source and run id. */
  static byte[] moment(Evidence evidence) {
    return new KeyWriter()
        .number(micros(evidence.getEndedAt()))
        .number(micros(evidence.getPipelineEndedAt()))
        .text(evidence.getSource())
        .natural(evidence.getRunId())
        .toBytes();
  }

  /** Orders pipelines by their end, then source and id; a run without one stands for itself. */
  static byte[] pipeline(Evidence evidence) {
    Optional<String> pipeline = evidence.getGithubPipelineId();
    return new KeyWriter()
        .number(micros(evidence.getPipelineEndedAt().or(evidence::getEndedAt)))
        .text(evidence.getSource())
        .tag(pipeline.isPresent() ? 1 : 0)
        .natural(pipeline.orElse(evidence.getRunId()))
        .toBytes();
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

  /** Runs of one pipeline of one source; runs without a pipeline are each by themselves. */
  static byte[] tierPipeline(CellId cell, Evidence run) {
    KeyWriter key = facet(cell, Facet.TIER_PIPELINE).text(run.getSource());
    Optional<String> pipeline = run.getGithubPipelineId();
    return key.tag(pipeline.isPresent() ? 1 : 0).text(pipeline.orElse(run.getRunId())).toBytes();
  }

  static byte[] index(CellId cell, Facet facet, Finding finding) {
    return facet(cell, facet).tag(finding.code).toBytes();
  }

  /** The part of an index key that orders the runs of a facet: newest first, see RunOrder. */
  static byte[] recency(BenchmarkRun run, byte[] key) {
    return new KeyWriter()
        .descending(descending -> RunOrder.write(descending, run.getEvidence()))
        .raw(key)
        .toBytes();
  }

  static KeyWriter step(KeyWriter key, Configuration configuration, String step) {
    return configuration(key, configuration).text(step);
  }

  /** A configuration with a precision is another shape of key, and has another first byte. */
  private static KeyWriter configuration(KeyWriter key, Configuration configuration) {
    Optional<String> precision = configuration.getPrecision();
    int mode = code(configuration.getMode());
    key.tag(precision.isPresent() ? mode + WITH_PRECISION : mode)
        .number(configuration.getIsl())
        .number(configuration.getOsl())
        .number(configuration.getBatchSize());
    precision.ifPresent(key::text);
    return key;
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
  static long micros(Optional<Instant> time) {
    return time.map(Keys::micros).orElse(Long.MIN_VALUE);
  }

  /** Within 292 thousand years of 1970; times beyond count as that far. */
  private static long micros(Instant time) {
    // Not ChronoUnit.MICROS.between: it counts nanoseconds on the way, and overflows in 2262.
    long seconds = Math.max(-FARTHEST_SECONDS, Math.min(FARTHEST_SECONDS, time.getEpochSecond()));
    return seconds * 1_000_000 + time.getNano() / 1_000;
  }
}
