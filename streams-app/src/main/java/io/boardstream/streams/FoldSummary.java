package io.boardstream.streams;

import io.boardstream.avro.MatrixSummary;
import io.boardstream.matrix.fold.AvroBytes;
import io.boardstream.matrix.fold.Summaries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/**
 * Adds up what each model contributes to the summary; told at most once per interval, and only when
 * it changed.
 */
final class FoldSummary implements Processor<String, MatrixSummary, String, MatrixSummary> {

  /** No id of a model: it has a capital letter. */
  private static final String MODEL_ALL = "All";

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
   * The store holds a contribution per model, and under the key of the whole what was told last.
   */
  @Override
  public void process(Record<String, MatrixSummary> contribution) {
    // Where ids have no precision, a model may be called as the whole is.
    String key = contribution.key().equals(Summaries.ALL) ? MODEL_ALL : contribution.key();
    if (contribution.value().getModels() == 0) {
      store().delete(key);
    } else {
      store().put(key, CODEC.encode(contribution.value()));
    }
    changed = true;
  }

  private void tell(long now) {
    if (!changed || context == null) {
      return;
    }
    List<MatrixSummary> contributions = new ArrayList<>();
    try (KeyValueIterator<String, byte[]> all = store().all()) {
      all.forEachRemaining(
          entry -> {
            if (!entry.key.equals(Summaries.ALL)) {
              contributions.add(CODEC.decode(entry.value));
            }
          });
    }
    MatrixSummary sum = Summaries.sum(contributions);
    byte[] told = store().get(Summaries.ALL);
    if (told == null || !CODEC.decode(told).equals(sum)) {
      store().put(Summaries.ALL, CODEC.encode(sum));
      context.forward(new Record<>(Summaries.ALL, sum, now));
    }
    changed = false;
  }

  private KeyValueStore<String, byte[]> store() {
    if (store == null) {
      throw new IllegalStateException("init() was not called");
    }
    return store;
  }
}
