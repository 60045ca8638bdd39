package io.boardstream.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.assembly.AssembledRows;
import io.boardstream.matrix.assembly.JobRows;
import io.boardstream.matrix.assembly.RejectedRow;
import io.boardstream.matrix.assembly.Selection;
import io.boardstream.schemas.DeadLetter;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Makes rows of what came to the tasks of jobs, and forwards those that changed. A changed
 * selection is applied part by part after the start; when all is applied, nothing runs until a
 * record comes.
 */
final class AssembleRows implements Processor<byte[], byte[], byte[], Routed> {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static final Duration RENEW_INTERVAL = Duration.ofMillis(10);

  /** Runs made anew between two looks at the input: bounds how long the input waits. */
  private static final int RUNS_AT_ONCE = 200;

  private final String storeName;
  private final Selection selection;
  private final String rowsTopic;
  private final RowGauges gauges;
  private @Nullable ProcessorContext<byte[], Routed> context;
  private @Nullable JobRows rows;
  private @Nullable Cancellable renewing;
  private boolean adopted;

  AssembleRows(String storeName, Selection selection, String rowsTopic, RowGauges gauges) {
    this.storeName = storeName;
    this.selection = selection;
    this.rowsTopic = rowsTopic;
    this.gauges = gauges;
  }

  @Override
  public void init(ProcessorContext<byte[], Routed> context) {
    this.context = context;
    // A revived task comes back with this same object and an older store: all is read anew.
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    rows = new JobRows(new StoreView(store), selection);
    adopted = false;
    gauges.set(stage(context), rows.counts());
    renewing = context.schedule(RENEW_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::renew);
  }

  @Override
  public void close() {
    if (context != null) {
      gauges.remove(stage(context));
    }
  }

  @Override
  public void process(Record<byte[], byte[]> record) {
    rows().apply(Text.decode(record.key()), record.value(), new Forward(record.timestamp()));
    gauges.set(stage(context()), rows().counts());
  }

  private void renew(long now) {
    boolean more = adopted || rows().adoptSelection();
    adopted = true;
    if (more) {
      more = rows().renew(RUNS_AT_ONCE, new Forward(now));
      gauges.set(stage(context()), rows().counts());
    }
    if (!more && renewing != null) {
      renewing.cancel();
      renewing = null;
    }
  }

  /** A task may be more than this stage, as in the test driver. */
  private String stage(ProcessorContext<byte[], Routed> context) {
    return storeName + " " + context.taskId();
  }

  private ProcessorContext<byte[], Routed> context() {
    if (context == null) {
      throw new IllegalStateException("init() was not called");
    }
    return context;
  }

  private JobRows rows() {
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
      context().forward(new Record<>(Text.encode(key), new Routed.Row(row), timestamp));
    }

    /** The row never became a record: the letter says where it would have stood. */
    @Override
    public void rejected(String key, RejectedRow row) {
      RecordHeaders headers = new RecordHeaders();
      new DeadLetter(rowsTopic, -1, -1, row.rule(), row.reason()).write(headers);
      context()
          .forward(
              new Record<>(
                  Text.encode(key),
                  new Routed.Dead(Bytes.wrap(json(row.columns()))),
                  context().currentSystemTimeMs(),
                  headers));
    }
  }

  private static byte[] json(Map<String, @Nullable Object> columns) {
    Map<String, @Nullable String> texts = new LinkedHashMap<>();
    columns.forEach((name, value) -> texts.put(name, value == null ? null : value.toString()));
    try {
      return JSON.writeValueAsBytes(texts);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("Texts are always JSON", e);
    }
  }
}
