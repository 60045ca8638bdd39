package io.boardstream.streams;

import io.boardstream.avro.MatrixSummary;
import io.boardstream.matrix.fold.AvroBytes;
import io.boardstream.matrix.fold.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what models and tasks with attempts contribute to the summary; told at most once per
 * interval, and only when it changed.
 */
final class FoldSummary implements Processor<String, MatrixSummary, String, MatrixSummary> {

  /** What keys of the numbers of tasks begin with; no id of a model has a slash. */
  static final String ATTEMPTS_OF = "attempts/";

  /** No ids of models: they have a capital letter. */
  private static final String MODEL_ALL = "All";

  private static final String ATTEMPTS_TOLD = "Attempts";

  static final AvroBytes<MatrixSummary> CODEC =
      new AvroBytes<>(
          MatrixSummary.getClassSchema(), MatrixSummary.getEncoder(), MatrixSummary.getDecoder());

  private final String storeName;
  private final Duration interval;
  private @Nullable ProcessorContext<String, MatrixSummary> context;
  private @Nullable KeyValueStore<String, byte[]> store;
  private boolean changed = true;

  FoldSummary(String storeName, Duration interval) {
    this.storeName = storeName;
    this.interval = interval;
  }

  @Override
  public void init(ProcessorContext<String, MatrixSummary> context) {
    this.context = context;
    // A revived task comes back with an older store: what was told may have to be told again.
    changed = true;
    this.store = context.getStateStore(storeName);
    context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::tell);
  }

  /**
   * The store holds a contribution per model and per task with attempts, and under the keys of the
   * scopes what was told last.
   */
  @Override
  public void process(Record<String, MatrixSummary> contribution) {
    // Where ids have no precision, a model may be called as the whole is.
    String key = contribution.key().equals(Summaries.ALL) ? MODEL_ALL : contribution.key();
    if (contribution.value().getModels() == 0 && !key.startsWith(ATTEMPTS_OF)) {
      store().delete(key);
    } else {
      store().put(key, CODEC.encode(contribution.value()));
    }
    changed = true;
  }

  private void tell(long now) {
    if (!changed) {
      return;
    }
    List<MatrixSummary> models = new ArrayList<>();
    List<MatrixSummary> attempts = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store().all()) {
      while (all.hasNext()) {
        KeyValue<String, byte[]> entry = all.next();
        if (entry.key.startsWith(ATTEMPTS_OF)) {
          attempts.add(CODEC.decode(entry.value));
        } else if (!entry.key.equals(Summaries.ALL) && !entry.key.equals(ATTEMPTS_TOLD)) {
          models.add(CODEC.decode(entry.value));
        }
      }
    }
    tell(Summaries.ALL, Summaries.ALL, Summaries.sum(models), now);
    if (!attempts.isEmpty()) {
      tell(ATTEMPTS_TOLD, Summaries.ATTEMPTS, Summaries.attempts(attempts), now);
    }
    changed = false;
  }

  private void tell(String key, String scope, MatrixSummary sum, long time) {
    byte[] told = store().get(key);
    byte[] now = CODEC.encode(sum);
    if (context != null && !Arrays.equals(told, now)) {
      store().put(key, now);
      context.forward(new Record<>(scope, sum, time));
    }
  }

  private KeyValueStore<String, byte[]> store() {
    if (store == null) {
      throw new IllegalStateException("init() was not called");
    }
    return store;
  }
}
