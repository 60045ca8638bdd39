package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.matrix.fold.KeyWriter;
import io.boardstream.matrix.fold.OrderedStore;
import io.boardstream.schemas.CicdKeys;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where everything stands in the store of jobs: tables are key prefixes. */
final class JobStore {

  /** Job, run → the run. */
  private static final int RUNS = 1;

  /** Job, run, measurement → the measurement. */
  private static final int MEASUREMENTS = 2;

  /** GitHub job id, job id → the job with its pipeline. */
  private static final int CONTEXTS = 3;

  /** What the rows were made with. */
  private static final byte[] SELECTION = {4};

  /** The last run whose rows were made anew since the selection changed; gone when all were. */
  private static final byte[] RENEWED = {5};

  /** How many rows are in which state. */
  private static final byte[] COUNTS = {6};

  private static final byte[] NOTHING = {};

  private final OrderedStore store;

  JobStore(OrderedStore store) {
    this.store = store;
  }

  RowCounts counts() {
    return new RowCounts(store, COUNTS);
  }

  /** Key of the entry of a run. */
  static byte[] run(String jobKey, String runKey) {
    return new KeyWriter().tag(RUNS).text(jobKey).raw(runKey.getBytes(UTF_8)).toBytes();
  }

  /** Key of the entry of a measurement. */
  static byte[] measurement(String jobKey, String runKey, String measurementKey) {
    return measurements(jobKey, runKey).raw(measurementKey.getBytes(UTF_8)).toBytes();
  }

  Optional<RowEntry> entry(byte[] key) {
    return Optional.ofNullable(store.get(key)).map(RowEntry::decode);
  }

  void put(byte[] key, RowEntry entry) {
    store.put(key, entry.encode());
  }

  void delete(byte[] key) {
    store.delete(key);
  }

  /** Whether the run has a measurement in this job. */
  boolean hasMeasurements(String jobKey, String runKey) {
    return !entries(measurements(jobKey, runKey).toBytes(), 1).isEmpty();
  }

  /** The measurements of a run in this job. */
  List<Map.Entry<byte[], byte[]>> measurementsOf(String jobKey, String runKey) {
    return entries(measurements(jobKey, runKey).toBytes(), Integer.MAX_VALUE);
  }

  /** The runs that name a job. */
  List<Map.Entry<byte[], byte[]>> runsOf(String jobKey) {
    return entries(new KeyWriter().tag(RUNS).text(jobKey).toBytes(), Integer.MAX_VALUE);
  }

  void putContext(String jobKey, String contextKey, byte[] job, byte[] pipeline) {
    byte[] value =
        ByteBuffer.allocate(Integer.BYTES + job.length + pipeline.length)
            .putInt(job.length)
            .put(job)
            .put(pipeline)
            .array();
    store.put(context(jobKey, contextKey), value);
  }

  void deleteContext(String jobKey, String contextKey) {
    store.delete(context(jobKey, contextKey));
  }

  /** The jobs with a GitHub job id, greatest job id first. */
  List<JobContext> contexts(String jobKey) {
    byte[] prefix = new KeyWriter().tag(CONTEXTS).text(jobKey).toBytes();
    List<JobContext> contexts = new ArrayList<>(1);
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), true)) {
      scan.forEachRemaining(entry -> contexts.add(context(entry.getValue())));
    }
    return contexts;
  }

  /**
   * Begins to renew all rows when they were made with something else.
   *
   * @return whether there are rows to renew, from now or from before
   */
  boolean adopt(byte[] fingerprint) {
    byte[] before = store.get(SELECTION);
    if (!Arrays.equals(before, fingerprint)) {
      if (before != null) {
        store.put(RENEWED, new byte[] {RUNS});
      }
      store.put(SELECTION, fingerprint);
    }
    return store.get(RENEWED) != null;
  }

  /** The next runs whose rows were made with a selection of before, and moves on past them. */
  List<Map.Entry<byte[], byte[]>> notRenewed(int most) {
    byte[] last = store.get(RENEWED);
    if (last == null) {
      return List.of();
    }
    List<Map.Entry<byte[], byte[]>> next =
        entries(Arrays.copyOf(last, last.length + 1), new byte[] {RUNS + 1}, most);
    if (next.size() < most) {
      store.delete(RENEWED);
    } else {
      store.put(RENEWED, next.get(most - 1).getKey());
    }
    return next;
  }

  private List<Map.Entry<byte[], byte[]>> entries(byte[] prefix, int most) {
    return entries(prefix, KeyWriter.after(prefix), most);
  }

  private List<Map.Entry<byte[], byte[]>> entries(byte[] from, byte[] to, int most) {
    List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(from, to, false)) {
      while (entries.size() < most && scan.hasNext()) {
        entries.add(scan.next());
      }
    }
    return entries;
  }

  private static KeyWriter measurements(String jobKey, String runKey) {
    return new KeyWriter().tag(MEASUREMENTS).text(jobKey).text(runKey);
  }

  /** Ordered by job id as a number, then by all of the key. */
  private static byte[] context(String jobKey, String contextKey) {
    String jobId = CicdKeys.parts(contextKey).get(2);
    return new KeyWriter()
        .tag(CONTEXTS)
        .text(jobKey)
        .natural(jobId)
        .raw(contextKey.getBytes(UTF_8))
        .toBytes();
  }

  private static JobContext context(byte[] value) {
    ByteBuffer buffer = ByteBuffer.wrap(value);
    byte[] job = new byte[buffer.getInt()];
    buffer.get(job);
    byte[] pipeline = new byte[buffer.remaining()];
    buffer.get(pipeline);
    return new JobContext(
        Payloads.JOBS.decode(job),
        Arrays.equals(pipeline, NOTHING)
            ? Optional.empty()
            : Optional.of(Payloads.PIPELINES.decode(pipeline)));
  }
}
