package io.boardstream.streams;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Regression;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.fold.MatrixChanges;
import io.boardstream.matrix.fold.MatrixFold;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.schemas.Encoded;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the facts of its models and forwards the documents that changed. Facts are stored as they
 * come; what they change is derived a few milliseconds later, all at once, so that a burst costs
 * one document, not one per row. The clock decides only when.
 */
final class FoldEvidence implements Processor<byte[], FoldInput, String, MatrixChange> {

  private static final Logger LOG = LoggerFactory.getLogger(FoldEvidence.class);

  /** Runs derived between two looks at the input: bounds how long the input waits. */
  private static final int RUNS_AT_ONCE = 1_000;

  /** Under load, deriving is followed by so many times its duration of taking in facts. */
  private static final int REST_PER_WORK = 4;

  /** Rests no longer than this, however long it worked: it bounds how late a document may be. */
  private static final long MAX_REST_MILLIS = 400;

  /** Groups of series judged between two looks at the clock. */
  private static final int SERIES_AT_ONCE = 4;

  /** Judging a long history anew takes long: the input is looked at in between. */
  private static final long JUDGING_NANOS = 100_000_000;

  /** Where facts never pause, series wait so many times as long as after a pause, no longer. */
  private static final int LONGEST_WAIT = 5;

  /** How often cells are looked at that may have fallen silent. */
  private static final Duration SILENCE_INTERVAL = Duration.ofMinutes(1);

  private static final int SILENCES_AT_ONCE = 1_000;

  private final String storeName;
  private final Catalogue catalogue;
  private final MatrixRules rules;
  private final MatrixTopology.Pace pace;
  private final LongSupplier nanoClock;
  private @Nullable ProcessorContext<String, MatrixChange> context;
  private @Nullable MatrixFold fold;
  private boolean adopted;
  private boolean pending = true;
  private boolean arriving;
  private long notBefore = Long.MIN_VALUE;

  /** Whether series may wait to be judged; and since when, and when facts came last. */
  private boolean unjudged = true;

  private long unjudgedSince = Long.MIN_VALUE;
  private long arrivedAt = Long.MIN_VALUE;

  FoldEvidence(
      String storeName,
      Catalogue catalogue,
      MatrixRules rules,
      MatrixTopology.Pace pace,
      LongSupplier nanoClock) {
    this.storeName = storeName;
    this.catalogue = catalogue;
    this.rules = rules;
    this.pace = pace;
    this.nanoClock = nanoClock;
  }

  @Override
  public void init(ProcessorContext<String, MatrixChange> context) {
    this.context = context;
    // A task that lost its transaction is revived with this same object, and its store is then
    // older than what was done: what is remembered outside of the store must not outlive it.
    adopted = false;
    pending = true;
    notBefore = Long.MIN_VALUE;
    KeyValueStore<Bytes, byte[]> store = context.getStateStore(storeName);
    fold = new MatrixFold(new StoreView(store), catalogue, rules);
    unjudged = true;
    unjudgedSince = Long.MIN_VALUE;
    arrivedAt = Long.MIN_VALUE;
    context.schedule(pace.settleInterval(), PunctuationType.WALL_CLOCK_TIME, this::derive);
    if (rules.regressions().isOn()) {
      context.schedule(SILENCE_INTERVAL, PunctuationType.WALL_CLOCK_TIME, this::tellSilent);
    }
  }

  @Override
  public void process(Record<byte[], FoldInput> record) {
    if (record.value() instanceof FactChange change) {
      take(change);
      arriving = true;
    } else if (record.value() instanceof OverrideChange change) {
      take(Text.decode(record.key()), change);
    } else if (record.value() instanceof CatalogueChange change) {
      take(change);
    }
    pending = true;
  }

  private void take(FactChange change) {
    if (change.isEntering()) {
      fold().put(change.factId(), change.run().get(), change.row().get());
    } else {
      fold().remove(change.factId(), change.run().get());
    }
  }

  private void take(String routingKey, OverrideChange change) {
    if (change.isSaid()) {
      fold().putOverride(routingKey, change.key(), change.override().get());
    } else {
      fold().removeOverride(routingKey, change.key());
    }
  }

  private void take(CatalogueChange change) {
    if (change.isThere()) {
      fold().putCatalogue(change.kind(), change.id(), change.entry().get());
    } else {
      fold().removeCatalogue(change.kind(), change.id());
    }
  }

  /**
   * A catalogue that cannot be used changes nothing; its writer is told by whoever reads the log.
   */
  private void adoptCatalogue() {
    try {
      fold().adoptCatalogue();
    } catch (CatalogueException e) {
      LOG.warn(
          "The catalogue on the topics is half written or wrong; the one before stays: {}",
          e.getMessage());
    }
  }

  private void derive(long now) {
    if (arriving) {
      arrivedAt = now;
    }
    settle(now);
    if (!pending && unjudged) {
      judge(now);
    }
  }

  /** Once facts pause, or did not for long. */
  private void judge(long now) {
    if (unjudgedSince == Long.MIN_VALUE) {
      unjudgedSince = now;
    }
    long damping = pace.damping().toMillis();
    boolean paused = arrivedAt == Long.MIN_VALUE || now - arrivedAt >= damping;
    if (!paused && now - unjudgedSince < LONGEST_WAIT * damping) {
      return;
    }
    Optional<Instant> time = Optional.of(Instant.ofEpochMilli(now));
    long started = nanoClock.getAsLong();
    do {
      unjudged = fold().judge(SERIES_AT_ONCE, time, new Forward(now)) == SERIES_AT_ONCE;
    } while (unjudged && nanoClock.getAsLong() - started < JUDGING_NANOS);
    if (!unjudged) {
      unjudgedSince = Long.MIN_VALUE;
    }
  }

  /** Not while there is something to take in, which may be the very report. */
  private void tellSilent(long now) {
    if (!pending && !unjudged && !arriving) {
      fold().tellSilent(SILENCES_AT_ONCE, Instant.ofEpochMilli(now), new Forward(now));
    }
  }

  private void settle(long now) {
    if (!adopted) {
      pending |= fold().adoptRules();
      adopted = true;
    }
    // Rests only to take in more: once the facts pause, nobody waits for anything else.
    boolean resting = arriving && now < notBefore;
    arriving = false;
    if (!pending || resting) {
      return;
    }
    long started = nanoClock.getAsLong();
    adoptCatalogue();
    pending = fold().settle(RUNS_AT_ONCE, new Forward(now)) == RUNS_AT_ONCE;
    unjudged = true;
    long tookMillis = (nanoClock.getAsLong() - started) / 1_000_000;
    notBefore = now + tookMillis + Math.min(MAX_REST_MILLIS, tookMillis * REST_PER_WORK);
  }

  private MatrixFold fold() {
    if (fold == null) {
      throw new IllegalStateException("init() was not called");
    }
    return fold;
  }

  /** Sends what changed downstream. */
  private final class Forward implements MatrixChanges {
    private final long timestamp;

    Forward(long timestamp) {
      this.timestamp = timestamp;
    }

    @Override
    public void run(String key, Optional<Encoded<BenchmarkRun>> run) {
      forward(key, new MatrixChange.Run(run));
    }

    @Override
    public void cell(String key, Optional<Encoded<Cell>> cell) {
      forward(key, new MatrixChange.OneCell(cell));
    }

    @Override
    public void model(String modelId, Optional<Encoded<ModelCompatibility>> model) {
      forward(modelId, new MatrixChange.Model(model));
    }

    @Override
    public void regression(String seriesId, Encoded<Regression> news) {
      forward(seriesId, new MatrixChange.News(news));
    }

    @Override
    public void openRegression(String seriesId, Optional<Encoded<Regression>> open) {
      forward(seriesId, new MatrixChange.Open(open));
    }

    private void forward(String key, MatrixChange change) {
      if (context == null) {
        throw new IllegalStateException("init() was not called");
      }
      context.forward(new Record<>(key, change, timestamp));
    }
  }
}
