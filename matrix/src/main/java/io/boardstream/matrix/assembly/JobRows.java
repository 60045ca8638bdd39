package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdRun;
import io.boardstream.matrix.fold.OrderedStore;
import io.boardstream.schemas.CicdKeys;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs and their measurements meet the job that ran them, and become rows. All that decides a row
 * stands in the store of one task, so that a row has one writer, and depends only on what the
 * tables say, not on the order in which it came.
 */
public final class JobRows {

  /** Raised when the same tables make other rows than before, so that all are made anew. */
  private static final String VERSION_OF_JOIN = "1";

  private final JobStore store;
  private final RowJoin join;
  private final byte[] fingerprint;
  private final RowCounts counts;

  public JobRows(OrderedStore store, Selection selection) {
    this.store = new JobStore(store);
    this.join = new RowJoin(selection);
    this.fingerprint = (VERSION_OF_JOIN + " " + selection.fingerprint()).getBytes(UTF_8);
    this.counts = this.store.counts();
  }

  /**
   * Sees to it that {@link #renew} makes all rows anew, part by part, when the selection is not the
   * one that they were made with. Call once at start.
   *
   * @return whether there is something to renew, from now or from before
   */
  public boolean adoptSelection() {
    return store.adopt(fingerprint);
  }

  /**
   * Makes the rows of the next runs anew.
   *
   * @param most how many runs
   * @return whether there may be more
   */
  public boolean renew(int most, AssembledRows out) {
    List<Map.Entry<byte[], byte[]>> next = store.notRenewed(most);
    for (Map.Entry<byte[], byte[]> entry : next) {
      CicdRun run = Payloads.RUNS.decode(RowEntry.decode(entry.getValue()).payload);
      String jobKey = TableFacts.task(run);
      deriveRun(jobKey, run, store.contexts(jobKey), out);
    }
    counts.keep();
    return next.size() == most;
  }

  /**
   * Something about a job came.
   *
   * @param jobKey as {@link ByJob} was told
   * @param message as {@link ByJob} was told
   */
  public void apply(String jobKey, byte[] message, AssembledRows out) {
    JobMessage told = JobMessage.decode(message);
    switch (told.kind()) {
      case RUN -> putRun(jobKey, told.text(0), told.bytes(1), out);
      case RUN_GONE -> removeRun(jobKey, told.text(0), out);
      case MEASUREMENT -> putMeasurement(jobKey, told.text(0), told.text(1), told.bytes(2), out);
      case MEASUREMENT_GONE -> removeMeasurement(jobKey, told.text(0), told.text(1), out);
      case JOB -> {
        store.putContext(jobKey, told.text(0), told.bytes(1), told.bytes(2));
        deriveJob(jobKey, out);
      }
      case JOB_GONE -> {
        store.deleteContext(jobKey, told.text(0));
        deriveJob(jobKey, out);
      }
    }
    counts.keep();
  }

  /** How many rows are in which state. */
  public Map<RowState, Long> counts() {
    return counts.all();
  }

  private void putRun(String jobKey, String runKey, byte[] payload, AssembledRows out) {
    byte[] key = JobStore.run(jobKey, runKey);
    RowEntry entry =
        store
            .entry(key)
            .map(known -> known.withPayload(payload))
            .orElseGet(() -> RowEntry.untold(payload));
    store.put(key, entry);
    deriveRun(jobKey, Payloads.RUNS.decode(payload), store.contexts(jobKey), out);
  }

  private void removeRun(String jobKey, String runKey, AssembledRows out) {
    byte[] key = JobStore.run(jobKey, runKey);
    Optional<RowEntry> run = store.entry(key);
    if (run.isEmpty()) {
      return;
    }
    for (Map.Entry<byte[], byte[]> entry : store.measurementsOf(jobKey, runKey)) {
      RowEntry measurement = RowEntry.decode(entry.getValue());
      withdraw(jobKey, run.get().payload, Optional.of(measurement.payload), measurement, out);
      store.delete(entry.getKey());
    }
    withdraw(jobKey, run.get().payload, Optional.empty(), run.get(), out);
    store.delete(key);
  }

  /** The run comes before its measurements: it is what they are sent with. */
  private void putMeasurement(
      String jobKey, String runKey, String measurementKey, byte[] payload, AssembledRows out) {
    byte[] key = JobStore.measurement(jobKey, runKey, measurementKey);
    RowEntry run = runOf(jobKey, runKey);
    // The first measurement takes the place of the row that said that there is none.
    if (run.state != null) {
      withdraw(jobKey, run.payload, Optional.empty(), run, out);
      store.put(JobStore.run(jobKey, runKey), run.after(null, null));
    }
    RowEntry entry =
        store
            .entry(key)
            .map(known -> known.withPayload(payload))
            .orElseGet(() -> RowEntry.untold(payload));
    derive(
        jobKey,
        Payloads.RUNS.decode(run.payload),
        Optional.of(Payloads.MEASUREMENTS.decode(payload)),
        store.contexts(jobKey),
        key,
        entry,
        out);
  }

  private void removeMeasurement(
      String jobKey, String runKey, String measurementKey, AssembledRows out) {
    byte[] key = JobStore.measurement(jobKey, runKey, measurementKey);
    Optional<RowEntry> entry = store.entry(key);
    if (entry.isEmpty()) {
      return;
    }
    RowEntry run = runOf(jobKey, runKey);
    withdraw(jobKey, run.payload, Optional.of(entry.get().payload), entry.get(), out);
    store.delete(key);
    if (!store.hasMeasurements(jobKey, runKey)) {
      derive(
          jobKey,
          Payloads.RUNS.decode(run.payload),
          Optional.empty(),
          store.contexts(jobKey),
          JobStore.run(jobKey, runKey),
          run,
          out);
    }
  }

  private void deriveJob(String jobKey, AssembledRows out) {
    List<JobContext> contexts = store.contexts(jobKey);
    for (Map.Entry<byte[], byte[]> entry : store.runsOf(jobKey)) {
      RowEntry run = RowEntry.decode(entry.getValue());
      deriveRun(jobKey, Payloads.RUNS.decode(run.payload), contexts, out);
    }
  }

  /** All rows of a run: one per measurement, or one that says that there is none. */
  private void deriveRun(String jobKey, CicdRun run, List<JobContext> contexts, AssembledRows out) {
    String runKey = CicdKeys.of(run);
    List<Map.Entry<byte[], byte[]>> measurements = store.measurementsOf(jobKey, runKey);
    for (Map.Entry<byte[], byte[]> one : measurements) {
      RowEntry entry = RowEntry.decode(one.getValue());
      CicdMeasurement measurement = Payloads.MEASUREMENTS.decode(entry.payload);
      derive(jobKey, run, Optional.of(measurement), contexts, one.getKey(), entry, out);
    }
    if (measurements.isEmpty()) {
      byte[] key = JobStore.run(jobKey, runKey);
      derive(jobKey, run, Optional.empty(), contexts, key, runOf(jobKey, runKey), out);
    }
  }

  /** Derives a row, tells it when it is news, and keeps the entry that makes it. */
  private void derive(
      String jobKey,
      CicdRun run,
      Optional<CicdMeasurement> measurement,
      List<JobContext> contexts,
      byte[] entryKey,
      RowEntry before,
      AssembledRows out) {
    RowJoin.Joined joined = join.join(run, measurement, githubJobId(jobKey), contexts);
    RowEntry after = before.after(joined.state(), joined.told());
    if (after.isOtherThan(before)) {
      store.put(entryKey, after);
    }
    if (after.isSameAs(before)) {
      return;
    }
    counts.move(before.state, after.state);
    if (before.state == RowState.ASSEMBLED && after.state != RowState.ASSEMBLED) {
      out.row(joined.key(), Optional.empty());
    }
    if (joined.row().isPresent()) {
      out.row(joined.key(), joined.row());
    }
    joined.rejection().ifPresent(rejection -> out.rejected(joined.key(), rejection));
  }

  /** Takes the row of an entry back that goes, or makes no row any longer. */
  private void withdraw(
      String jobKey, byte[] run, Optional<byte[]> measurement, RowEntry entry, AssembledRows out) {
    counts.move(entry.state, null);
    if (entry.state == RowState.ASSEMBLED) {
      String key =
          RowJoin.key(
              Payloads.RUNS.decode(run),
              measurement.map(Payloads.MEASUREMENTS::decode),
              githubJobId(jobKey));
      out.row(key, Optional.empty());
    }
  }

  private RowEntry runOf(String jobKey, String runKey) {
    return store
        .entry(JobStore.run(jobKey, runKey))
        .orElseThrow(() -> new IllegalStateException("A measurement came to a job before its run"));
  }

  private static String githubJobId(String jobKey) {
    return CicdKeys.parts(jobKey).get(1);
  }
}
