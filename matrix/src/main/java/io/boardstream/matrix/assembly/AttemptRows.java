package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CompileEvent;
import io.boardstream.avro.JobAttempt;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.fold.KeyWriter;
import io.boardstream.matrix.fold.OrderedStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What agents tell of the attempts at a job becomes rows: those of one attempt for each retry of
 * the job, whatever was tried before it, tried twice, or told twice.
 *
 * <p>All that decides a row stands in the store of one task, the job's, so that a row has one
 * writer. Which attempt counts depends on the attempts alone, not on the order in which they came:
 * of those of a retry the lowest-numbered that ran, else the lowest-numbered that tried and failed,
 * else the lowest.
 */
public final class AttemptRows {

  private static final int EVENTS = 1;
  private static final int TOLD = 2;
  private static final int RULE = 3;
  private static final int RENEWED = 4;
  private static final int TOTALS = 5;

  private static final int COMPILED = 1;
  private static final int RAN = 2;

  private final OrderedStore store;
  private final boolean countSimulated;
  private final AttemptTotals totals;

  /**
   * Rows of what the store holds.
   *
   * @param countSimulated whether what says nothing of real hardware counts, marked as such
   */
  public AttemptRows(OrderedStore store, boolean countSimulated) {
    this.store = store;
    this.countSimulated = countSimulated;
    this.totals = new AttemptTotals(store, TOTALS);
  }

  /** What became of an event. */
  public enum Result {
    /** It is known from now on. */
    APPLIED,
    /** The attempt was told already: of several events the first counts. */
    KNOWN,
    /** It says nothing of real hardware, and such does not count. */
    SIMULATED
  }

  /** An event as it is sent to the task of its job, for {@link #apply(byte[], AssembledRows)}. */
  public static byte[] message(CompileEvent event) {
    return message(COMPILED, Payloads.COMPILE_EVENTS.encode(event));
  }

  /** An event as it is sent to the task of its job, for {@link #apply(byte[], AssembledRows)}. */
  public static byte[] message(RunEvent event) {
    return message(RAN, Payloads.RUN_EVENTS.encode(event));
  }

  /** An event came to the task of its job. */
  public Result apply(byte[] message, AssembledRows out) {
    byte[] event = Arrays.copyOfRange(message, 1, message.length);
    return message[0] == COMPILED
        ? apply(Payloads.COMPILE_EVENTS.decode(event), out)
        : apply(Payloads.RUN_EVENTS.decode(event), out);
  }

  /** The compilation of an attempt ended. */
  Result apply(CompileEvent event, AssembledRows out) {
    return put(event.getAttempt(), COMPILED, Payloads.COMPILE_EVENTS.encode(event), out);
  }

  /** The execution of an attempt ended. */
  Result apply(RunEvent event, AssembledRows out) {
    return put(event.getAttempt(), RAN, Payloads.RUN_EVENTS.encode(event), out);
  }

  /** Numbers over all attempts that are known here, for the summary. */
  public MatrixSummary totals() {
    return totals.total(countSimulated);
  }

  /** Whether any attempt is known here. */
  public boolean hasTotals() {
    return !totals.isEmpty();
  }

  /**
   * Sees to it that {@link #renew} makes all rows anew, part by part, when other events count than
   * when they were made. Call once at start.
   *
   * @return whether there is something to renew, from now or from before
   */
  public boolean adoptRule() {
    byte[] rule = {(byte) (countSimulated ? 1 : 0)};
    byte[] before = store.get(new byte[] {RULE});
    if (before != null && !Arrays.equals(before, rule)) {
      store.put(new byte[] {RENEWED}, new byte[] {EVENTS});
    }
    store.put(new byte[] {RULE}, rule);
    return store.get(new byte[] {RENEWED}) != null;
  }

  /**
   * Makes the rows of the next retries anew.
   *
   * @param most how many retries
   * @return whether there may be more
   */
  public boolean renew(int most, AssembledRows out) {
    for (int i = 0; i < most; i++) {
      byte[] from = store.get(new byte[] {RENEWED});
      Optional<Attempt> next = from == null ? Optional.empty() : firstFrom(from);
      if (next.isEmpty()) {
        store.delete(new byte[] {RENEWED});
        return false;
      }
      tell(next.get().jobId(), next.get().retry(), out);
      byte[] group = group(EVENTS, next.get().jobId(), next.get().retry()).toBytes();
      store.put(new byte[] {RENEWED}, KeyWriter.after(group));
    }
    return true;
  }

  private Result put(JobAttempt attempt, int kind, byte[] event, AssembledRows out) {
    byte[] key = event(attempt.getJobId(), attempt.getRetry(), attempt.getNumber(), kind);
    if (store.get(key) != null) {
      return Result.KNOWN;
    }
    Attempt told = decode(Map.entry(key, event));
    Optional<Attempt> before = other(key);
    store.put(key, event);
    totals.change(before, told, before.map(told::with).orElse(told));
    tell(attempt.getJobId(), attempt.getRetry(), out);
    return attempt.getSimulated() && !countSimulated ? Result.SIMULATED : Result.APPLIED;
  }

  /** What the other kind of event tells of the same attempt, if it is known. */
  private Optional<Attempt> other(byte[] key) {
    byte[] other = key.clone();
    other[key.length - 1] = (byte) (key[key.length - 1] == COMPILED ? RAN : COMPILED);
    byte[] event = store.get(other);
    return event == null ? Optional.empty() : Optional.of(decode(Map.entry(other, event)));
  }

  /** Tells how the rows of a retry differ from what was told of it. */
  private void tell(String job, int retry, AssembledRows out) {
    Map<String, BenchmarkRow> before = told(job, retry);
    Map<String, BenchmarkRow> after =
        attempts(job, retry).stream()
            .filter(attempt -> countSimulated || !attempt.isSimulated())
            .min(Attempt.COUNTS_FIRST)
            .map(Attempt::rows)
            .orElseGet(Map::of);
    for (String key : before.keySet()) {
      if (!after.containsKey(key)) {
        store.delete(told(job, retry, key));
        out.row(key, Optional.empty());
      }
    }
    after.forEach(
        (key, row) -> {
          if (!row.equals(before.get(key))) {
            store.put(told(job, retry, key), Payloads.ROWS.encode(row));
            out.row(key, Optional.of(row));
          }
        });
  }

  private Map<String, BenchmarkRow> told(String job, int retry) {
    Map<String, BenchmarkRow> told = new TreeMap<>();
    byte[] prefix = group(TOLD, job, retry).toBytes();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            byte[] key = entry.getKey();
            told.put(
                new String(key, prefix.length, key.length - prefix.length, UTF_8),
                Payloads.ROWS.decode(entry.getValue()));
          });
    }
    return told;
  }

  private Collection<Attempt> attempts(String job, int retry) {
    Map<Integer, Attempt> attempts = new TreeMap<>();
    byte[] prefix = group(EVENTS, job, retry).toBytes();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            Attempt one = decode(entry);
            attempts.merge(one.number(), one, Attempt::with);
          });
    }
    return new ArrayList<>(attempts.values());
  }

  private Optional<Attempt> firstFrom(byte[] from) {
    try (OrderedStore.Scan scan = store.scan(from, KeyWriter.after(new byte[] {EVENTS}), false)) {
      return scan.hasNext() ? Optional.of(decode(scan.next())) : Optional.empty();
    }
  }

  private static Attempt decode(Map.Entry<byte[], byte[]> entry) {
    byte[] key = entry.getKey();
    return key[key.length - 1] == COMPILED
        ? Attempt.of(Payloads.COMPILE_EVENTS.decode(entry.getValue()))
        : Attempt.of(Payloads.RUN_EVENTS.decode(entry.getValue()));
  }

  private static byte[] message(int kind, byte[] event) {
    return ByteBuffer.allocate(1 + event.length).put((byte) kind).put(event).array();
  }

  private static byte[] event(String job, int retry, int attempt, int kind) {
    return group(EVENTS, job, retry).natural(Integer.toString(attempt)).tag(kind).toBytes();
  }

  /** The key of the row stands last and as it is, so that a scan can read it. */
  private static byte[] told(String job, int retry, String rowKey) {
    return group(TOLD, job, retry).raw(rowKey.getBytes(UTF_8)).toBytes();
  }

  private static KeyWriter group(int family, String job, int retry) {
    return new KeyWriter().tag(family).text(job).natural(Integer.toString(retry));
  }
}
