package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.fold.KeyWriter;
import io.boardstream.matrix.fold.OrderedStore;
import io.boardstream.matrix.fold.Versions;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.schemas.CicdKeys;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the four tables, as far as one task has them: jobs beside their pipeline,
 * measurements beside their run. Per row the newest version counts, whatever order versions come
 * in. What they change is told to the tasks of their jobs: a run and its measurements to that of
 * the job that ran it, jobs with their pipeline to their own.
 *
 * <p>All state is in the store, and what is told depends on it alone, so that after a crash the
 * same records tell the same.
 */
public final class TableFacts {

  private static final int FACTS = 1;
  private static final int COUNTS = 2;
  private static final int VERSION_BYTES = 2 * Long.BYTES;
  private static final byte[] NOTHING = {};

  /** A row of a table: its version, and what it says unless it is a grave. */
  private static final class Fact {
    final FactVersion version;
    final byte[] payload;

    Fact(FactVersion version, byte[] payload) {
      this.version = version;
      this.payload = payload;
    }

    static Fact decode(byte[] bytes) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      FactVersion version = new FactVersion(buffer.getLong(), buffer.getLong());
      return new Fact(version, Arrays.copyOfRange(bytes, VERSION_BYTES, bytes.length));
    }

    byte[] encode() {
      return ByteBuffer.allocate(VERSION_BYTES + payload.length)
          .putLong(version.getEpoch())
          .putLong(version.getSequence())
          .put(payload)
          .array();
    }

    boolean isAlive() {
      return payload.length > 0;
    }
  }

  private final OrderedStore store;
  private final ByJob byJob;
  private final RowCounts counts;

  public TableFacts(OrderedStore store, ByJob byJob) {
    this.store = store;
    this.byJob = byJob;
    this.counts = new RowCounts(store, new byte[] {COUNTS});
  }

  /**
   * A version of a pipeline came.
   *
   * @return false when it is older than what is known, or known already
   */
  public boolean put(CicdPipeline pipeline) {
    CicdPipeline plain = CicdPipeline.newBuilder(pipeline).setVersion(null).build();
    return put(
        CicdTable.PIPELINES,
        CicdKeys.of(pipeline),
        pipeline.getVersion(),
        Payloads.PIPELINES.encode(plain));
  }

  /** A version of a job came, see {@link #put(CicdPipeline)}. */
  public boolean put(CicdJob job) {
    CicdJob plain = CicdJob.newBuilder(job).setVersion(null).build();
    return put(CicdTable.JOBS, CicdKeys.of(job), job.getVersion(), Payloads.JOBS.encode(plain));
  }

  /** A version of a run came, see {@link #put(CicdPipeline)}. */
  public boolean put(CicdRun run) {
    CicdRun plain = CicdRun.newBuilder(run).setVersion(null).build();
    return put(CicdTable.RUNS, CicdKeys.of(run), run.getVersion(), Payloads.RUNS.encode(plain));
  }

  /** A version of a measurement came, see {@link #put(CicdPipeline)}. */
  public boolean put(CicdMeasurement measurement) {
    CicdMeasurement plain = CicdMeasurement.newBuilder(measurement).setVersion(null).build();
    return put(
        CicdTable.MEASUREMENTS,
        CicdKeys.of(measurement),
        measurement.getVersion(),
        Payloads.MEASUREMENTS.encode(plain));
  }

  /**
   * A row was deleted, or went to another parent and so to another key.
   *
   * @param version of the delete; empty when the writer keeps none, it then ends what is known
   * @return false when a newer version is known already, or no row can have the key
   */
  public boolean delete(CicdTable table, String key, Optional<FactVersion> version) {
    return put(table, key, version, NOTHING);
  }

  /** A record came that cannot be used: what it replaced must not stand as truth any longer. */
  public void takeBack(CicdTable table, String key) {
    if (table.hasKey(key)) {
      Optional<Fact> known = known(table, key);
      change(table, key, known, known.map(fact -> fact.version).orElse(Versions.NONE), NOTHING);
    }
  }

  /** How many measurements wait for their run. */
  public Map<RowState, Long> counts() {
    return counts.all();
  }

  private boolean put(CicdTable table, String key, Optional<FactVersion> version, byte[] payload) {
    if (!table.hasKey(key)) {
      return false;
    }
    Optional<Fact> known = known(table, key);
    Optional<FactVersion> kept =
        Versions.kept(
            known.map(fact -> fact.version),
            known.filter(Fact::isAlive).isPresent(),
            version,
            payload.length > 0);
    kept.ifPresent(newest -> change(table, key, known, newest, payload));
    return kept.isPresent();
  }

  private void change(
      CicdTable table, String key, Optional<Fact> known, FactVersion version, byte[] payload) {
    store.put(storeKey(table, key), new Fact(version, payload).encode());
    byte[] before = known.filter(Fact::isAlive).map(fact -> fact.payload).orElse(null);
    byte[] after = payload.length == 0 ? null : payload;
    if (Arrays.equals(before, after)) {
      return;
    }
    switch (table) {
      case PIPELINES -> pipelineChanged(key, after);
      case JOBS -> jobChanged(key, before, after);
      case RUNS -> runChanged(key, before, after);
      case MEASUREMENTS -> measurementChanged(key, before, after);
    }
    counts.keep();
  }

  private void pipelineChanged(String key, byte @Nullable [] after) {
    byte[] pipeline = after == null ? NOTHING : after;
    eachChild(
        CicdTable.JOBS,
        key,
        (jobKey, job) ->
            task(jobKey, job)
                .ifPresent(task -> byJob.send(task, JobMessage.job(jobKey, job, pipeline))));
  }

  private void jobChanged(String key, byte @Nullable [] before, byte @Nullable [] after) {
    Optional<String> from = before == null ? Optional.empty() : task(key, before);
    Optional<String> to = after == null ? Optional.empty() : task(key, after);
    if (from.isPresent() && !from.equals(to)) {
      byJob.send(from.get(), JobMessage.jobGone(key));
    }
    if (after != null && to.isPresent()) {
      byte[] pipeline = alive(CicdTable.PIPELINES, CicdKeys.parent(key)).orElse(NOTHING);
      byJob.send(to.get(), JobMessage.job(key, after, pipeline));
    }
  }

  private void runChanged(String key, byte @Nullable [] before, byte @Nullable [] after) {
    String from = before == null ? null : runTask(before);
    String to = after == null ? null : runTask(after);
    boolean moves = from == null || !from.equals(to);
    if (from != null && moves) {
      byJob.send(from, JobMessage.runGone(key));
    }
    if (to != null && after != null) {
      byJob.send(to, JobMessage.run(key, after));
    }
    if (!moves) {
      return;
    }
    eachChild(
        CicdTable.MEASUREMENTS,
        key,
        (measurementKey, measurement) -> {
          if (to != null) {
            byJob.send(to, JobMessage.measurement(key, measurementKey, measurement));
          }
          counts.move(from == null ? RowState.NO_RUN : null, to == null ? RowState.NO_RUN : null);
        });
  }

  private void measurementChanged(String key, byte @Nullable [] before, byte @Nullable [] after) {
    String runKey = CicdKeys.parent(key);
    Optional<String> task = alive(CicdTable.RUNS, runKey).map(TableFacts::runTask);
    if (task.isEmpty()) {
      counts.move(before == null ? null : RowState.NO_RUN, after == null ? null : RowState.NO_RUN);
    } else if (after == null) {
      byJob.send(task.get(), JobMessage.measurementGone(runKey, key));
    } else {
      byJob.send(task.get(), JobMessage.measurement(runKey, key, after));
    }
  }

  /** Where a job meets the runs that it ran; empty when no run can name it. */
  private static Optional<String> task(String jobKey, byte[] job) {
    return Payloads.JOBS
        .decode(job)
        .getGithubJobId()
        .flatMap(RowMapper::canonicalId)
        .map(id -> CicdKeys.key(CicdKeys.parts(jobKey).get(0), id));
  }

  private static String runTask(byte[] run) {
    return task(Payloads.RUNS.decode(run));
  }

  /** Where a run meets the job that ran it; one that names none waits there alone. */
  static String task(CicdRun run) {
    return run.getGithubJobId()
        .flatMap(RowMapper::canonicalId)
        .map(id -> CicdKeys.key(run.getSource(), id))
        .orElseGet(() -> CicdKeys.key(run.getSource(), "", run.getBenchmarkRunId()));
  }

  private Optional<byte[]> alive(CicdTable table, String key) {
    return known(table, key).filter(Fact::isAlive).map(fact -> fact.payload);
  }

  private Optional<Fact> known(CicdTable table, String key) {
    return Optional.ofNullable(store.get(storeKey(table, key))).map(Fact::decode);
  }

  private void eachChild(CicdTable table, String parent, BiConsumer<String, byte[]> child) {
    byte[] prefix = children(table, parent).toBytes();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (scan.hasNext()) {
        Map.Entry<byte[], byte[]> entry = scan.next();
        Fact fact = Fact.decode(entry.getValue());
        if (fact.isAlive()) {
          byte[] key = entry.getKey();
          child.accept(
              new String(key, prefix.length, key.length - prefix.length, UTF_8), fact.payload);
        }
      }
    }
  }

  /** The key of a row stands last and as it is, so that a scan can read it. */
  private static byte[] storeKey(CicdTable table, String key) {
    return children(table, CicdKeys.parent(key)).raw(key.getBytes(UTF_8)).toBytes();
  }

  private static KeyWriter children(CicdTable table, String parent) {
    return new KeyWriter().tag(FACTS).tag(table.family).text(parent).tag(table.generation);
  }
}
