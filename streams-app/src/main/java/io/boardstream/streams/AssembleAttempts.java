package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.assembly.AssembledRows;
import io.boardstream.matrix.assembly.AttemptRows;
import io.boardstream.matrix.assembly.RejectedRow;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of the attempts at the jobs of a task, and forwards those that changed. When other
 * events count than before, all are made anew part by part after the start.
 */
final class AssembleAttempts implements Processor<byte[], byte[], byte[], Routed> {

  private static final Duration RENEW_INTERVAL = Duration.ofMillis(10);
  private static final Duration TOTALS_INTERVAL = Duration.ofSeconds(1);

  /** Retries made anew between two looks at the input: bounds how long the input waits. */
  private static final int RETRIES_AT_ONCE = 200;

  private final String storeName;
  private final boolean countSimulated;
  private final Counts counts;
  private @Nullable ProcessorContext<byte[], Routed> context;
  private @Nullable AttemptRows rows;
  private @Nullable Cancellable renewing;
  private boolean changed = true;

  AssembleAttempts(String storeName, boolean countSimulated, Counts counts) {
    this.storeName = storeName;
    this.countSimulated = countSimulated;
    this.counts = counts;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
    // A revived task comes back with this same object and an older store: all is read anew.
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    rows = new AttemptRows(new StoreView(store), countSimulated);
    changed = true;
    context.schedule(TOTALS_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::tellTotals);
    renewing = context.schedule(RENEW_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::renew);
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    changed = true;
    switch (rows().apply(record.value(), new Forward(record.timestamp()))) {
      case APPLIED -> counts.applied();
      case KNOWN -> counts.outdated();
      case SIMULATED -> counts.filtered("simulated");
    }
  }

  /** At most once per interval, and only after something came. */
  private void tellTotals(long now) {
    if (changed && context != null && rows().hasTotals()) {
      byte[] task = Text.encode(FoldSummary.ATTEMPTS_OF + context.taskId().partition());
      context.forward(new Record<>(task, new Routed.Totals(rows().totals()), now));
    }
    changed = false;
  }

  private void renew(long now) {
    boolean more = rows().adoptRule() && rows().renew(RETRIES_AT_ONCE, new Forward(now));
    if (!more && renewing != null) {
      renewing.cancel();
      renewing = null;
    }
  }

  private AttemptRows rows() {
    if (rows == null) {
      throw new IllegalStateException("init() was not called");
    }
    return rows;
  }

  /** Sends what changed downstream. */
  private final class Forward implements AssembledRows {
    private final long timestamp;

    Forward(long timestamp) {
      this.timestamp = timestamp;
    }

    @Override
    public void row(String key, Optional<BenchmarkRow> row) {
      if (context == null) {
        throw new IllegalStateException("init() was not called");
      }
      context.forward(new Record<>(Text.encode(key), new Routed.Row(row), timestamp));
    }

    /** Rows of attempts are checked where all rows are: when they are read from their topic. */
    @Override
    public void rejected(String key, RejectedRow row) {
      throw new IllegalStateException("No row of an attempt is rejected here: " + key);
    }
  }
}
