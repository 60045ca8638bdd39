package io.boardstream.matrix.fold;

import io.boardstream.matrix.fold.FoundPoint.Verdict;
import io.boardstream.matrix.regression.Cadence;
import io.boardstream.matrix.regression.NewCategory;
import io.boardstream.matrix.regression.Packing;
import io.boardstream.matrix.regression.StatusRule;
import io.boardstream.matrix.regression.StatusTracker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Follows what the pipelines found of a cell. A pipeline says one thing: that the cell ran when any
 * of its runs did, as others may ask too much; that accuracy or a tier is lost when any run says
 * so, as they are of the cell as a whole.
 */
final class FindingsTrack implements Track {

  /**
   * What happened to a rank.
   *
   * @param happening as {@link StatusTracker.Happening} calls it, or {@link #FLAKY}
   */
  record Ranked(
      String happening,
      SeriesPoint regression,
      @Nullable SeriesPoint lastGood,
      SeriesPoint since,
      SeriesPoint told,
      int from,
      int to) {

    static final String FLAKY = "FLAKY";

    static Ranked of(StatusTracker.Event<SeriesPoint> event) {
      return new Ranked(
          event.happening().name(),
          event.regression(),
          event.lastGood(),
          event.since(),
          event.told(),
          event.from(),
          event.to());
    }

    static Ranked of(StatusTracker.Flaky<SeriesPoint> flaky) {
      return new Ranked(
          FLAKY,
          flaky.since(),
          flaky.lastGood(),
          flaky.since(),
          flaky.told(),
          flaky.rank(),
          flaky.failed());
    }

    byte[] pack() {
      return Packing.pack(
          out -> {
            out.writeUTF(happening);
            regression.write(out);
            Packing.bytes(out, lastGood == null ? null : lastGood.packed());
            since.write(out);
            told.write(out);
            out.writeInt(from);
            out.writeInt(to);
          });
    }

    static Ranked unpack(byte[] packed) {
      return Packing.unpack(
          packed,
          in -> {
            String happening = in.readUTF();
            SeriesPoint regression = SeriesPoint.read(in);
            byte[] lastGood = Packing.bytesOrNull(in);
            return new Ranked(
                happening,
                regression,
                lastGood == null ? null : SeriesPoint.unpacked(lastGood),
                SeriesPoint.read(in),
                SeriesPoint.read(in),
                in.readInt(),
                in.readInt());
          });
    }
  }

  static final String RUNS = "runs";
  static final String ACCURACY = "accuracy";
  static final String TIER = "tier";
  static final String STAGE = "stage";
  static final String FAILURE = "failure";

  /** Those that {@link StatusTracker} follows. */
  static final List<String> RANKED = List.of(RUNS, ACCURACY, TIER, STAGE);

  private final SortedMap<String, StatusTracker<SeriesPoint>> trackers = new TreeMap<>();
  private NewCategory<SeriesPoint> categories = new NewCategory<>();
  private Cadence cadence = new Cadence();
  private @Nullable SeriesPoint last;

  FindingsTrack(StatusRule rule, byte @Nullable [] state) {
    for (String name : RANKED) {
      trackers.put(name, new StatusTracker<>(rule));
    }
    if (state != null) {
      Packing.unpack(
          state,
          in -> {
            for (String name : RANKED) {
              trackers.put(
                  name, StatusTracker.resumed(rule, Packing.bytes(in), SeriesPoint::unpacked));
            }
            categories = NewCategory.resumed(Packing.bytes(in), SeriesPoint::unpacked);
            cadence = Cadence.resumed(Packing.bytes(in));
            byte[] newest = Packing.bytesOrNull(in);
            last = newest == null ? null : SeriesPoint.unpacked(newest);
            return rule;
          });
    }
  }

  /** From when on it is silent if nothing comes. */
  Optional<Instant> silentFrom() {
    return cadence.silentFrom();
  }

  /** The newest run. */
  Optional<SeriesPoint> last() {
    return Optional.ofNullable(last);
  }

  @Override
  public void add(Unit unit, Found found) {
    SortedMap<SeriesPoint, FoundPoint> runs = new TreeMap<>();
    unit.runs()
        .forEach(
            run ->
                runs.put(
                    new SeriesPoint(unit.key(), run.getKey()), FoundPoint.unpack(run.getValue())));
    last = runs.lastKey();
    runs.values().stream()
        .map(FoundPoint::at)
        .flatMap(Optional::stream)
        .max(Instant::compareTo)
        .ifPresent(cadence::reported);
    Optional<SeriesPoint> ran = first(runs, run -> run.ran() == Verdict.GOOD);
    Optional<SeriesPoint> failed = first(runs, run -> run.ran() == Verdict.BAD);
    if (ran.isPresent()) {
      rank(RUNS, ran.get(), 1, found);
      categories.ran(ran.get()).ifPresent(event -> found.found(FAILURE, ran.get(), pack(event)));
    } else if (failed.isPresent()) {
      rank(RUNS, failed.get(), 0, found);
      addFailed(runs, found);
    }
    Optional<SeriesPoint> wrong = first(runs, run -> run.accuracy() == Verdict.BAD);
    Optional<SeriesPoint> right = first(runs, run -> run.accuracy() == Verdict.GOOD);
    wrong.ifPresent(point -> rank(ACCURACY, point, 0, found));
    if (wrong.isEmpty()) {
      right.ifPresent(point -> rank(ACCURACY, point, 1, found));
    }
    addTier(runs, found);
  }

  /** A failure without a known stage or category says nothing of them. */
  private void addFailed(SortedMap<SeriesPoint, FoundPoint> runs, Found found) {
    runs.entrySet().stream()
        .filter(run -> run.getValue().stage() >= 0)
        .max(Map.Entry.comparingByValue((one, other) -> one.stage() - other.stage()))
        .ifPresent(run -> rank(STAGE, run.getKey(), run.getValue().stage(), found));
    runs.entrySet().stream()
        .filter(run -> !run.getValue().category().isEmpty())
        .min(Map.Entry.comparingByValue((one, other) -> one.category().compareTo(other.category())))
        .ifPresent(
            run ->
                categories
                    .failed(run.getKey(), run.getValue().category())
                    .ifPresent(event -> found.found(FAILURE, run.getKey(), pack(event))));
  }

  /** The highest tier whose checks all passed. */
  private void addTier(SortedMap<SeriesPoint, FoundPoint> runs, Found found) {
    int rank = 0;
    for (int tier = 0; tier < FoundPoint.TIERS.size(); tier++) {
      int of = tier;
      boolean bad = first(runs, run -> run.tiers().get(of) == Verdict.BAD).isPresent();
      boolean good = first(runs, run -> run.tiers().get(of) == Verdict.GOOD).isPresent();
      rank = good && !bad ? tier + 1 : rank;
    }
    int reached = rank;
    // What keeps it from the next tier says most about a loss.
    Optional<SeriesPoint> checked =
        first(runs, run -> reached < run.tiers().size() && run.tiers().get(reached) == Verdict.BAD)
            .or(() -> first(runs, run -> run.tiers().stream().anyMatch(v -> v != Verdict.NOTHING)));
    checked.ifPresent(point -> rank(TIER, point, reached, found));
  }

  private void rank(String name, SeriesPoint evidence, int rank, Found found) {
    StatusTracker<SeriesPoint> tracker = Objects.requireNonNull(trackers.get(name));
    tracker
        .add(evidence, rank)
        .map(Ranked::of)
        .ifPresent(e -> found.found(name, evidence, e.pack()));
    if (name.equals(RUNS)) {
      tracker.flaky().map(Ranked::of).ifPresent(e -> found.found(name, evidence, e.pack()));
    }
  }

  private static Optional<SeriesPoint> first(
      SortedMap<SeriesPoint, FoundPoint> runs, Predicate<FoundPoint> is) {
    return runs.entrySet().stream()
        .filter(run -> is.test(run.getValue()))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  @Override
  public byte[] state() {
    return Packing.pack(
        out -> {
          for (String name : RANKED) {
            Packing.bytes(
                out, Objects.requireNonNull(trackers.get(name)).state(SeriesPoint::packed));
          }
          Packing.bytes(out, categories.state(SeriesPoint::packed));
          Packing.bytes(out, cadence.state());
          Packing.bytes(out, last == null ? null : last.packed());
        });
  }

  private static byte[] pack(NewCategory.Event<SeriesPoint> event) {
    return Packing.pack(
        out -> {
          out.writeBoolean(event.opened());
          event.since().write(out);
          SeriesPoint lastGood = event.lastGood();
          Packing.bytes(out, lastGood == null ? null : lastGood.packed());
          event.told().write(out);
          out.writeUTF(event.before());
          out.writeUTF(event.category());
        });
  }

  static NewCategory.Event<SeriesPoint> categoryEvent(byte[] packed) {
    return Packing.unpack(
        packed,
        in -> {
          boolean opened = in.readBoolean();
          SeriesPoint since = SeriesPoint.read(in);
          byte[] lastGood = Packing.bytesOrNull(in);
          return new NewCategory.Event<>(
              opened,
              since,
              lastGood == null ? null : SeriesPoint.unpacked(lastGood),
              SeriesPoint.read(in),
              in.readUTF(),
              in.readUTF());
        });
  }
}
