package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import io.boardstream.matrix.regression.Packing;
import io.boardstream.matrix.regression.RegressionRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What is worse in the cells of a partition, and what of it was told. What is open depends on the
 * facts alone; each piece of news is told once, whatever comes twice or again, as what was told is
 * kept beside it.
 */
final class Regressions {

  private static final int MAX_MOVED_WITH = 20;

  static final AvroBytes<Regression> RECORDS =
      AvroBytes.of(Regression.class, Regression.getClassSchema(), Regression.getDecoder());

  private final OrderedStore store;
  private final RegressionRules rules;
  private final SeriesStore series;
  private final RegressionRecords records;
  private final Silences silences;

  Regressions(OrderedStore store, RegressionRules rules, AvroBytes<BenchmarkRun> runs) {
    this.store = store;
    this.rules = rules;
    this.series = new SeriesStore(store, rules);
    this.records = new RegressionRecords(store, runs);
    this.silences = new Silences(store, records);
  }

  SeriesStore series() {
    return series;
  }

  Silences silences() {
    return silences;
  }

  /**
   * Looks again at groups of one cell, and tells what is news.
   *
   * @param clock what says whether something is silent; empty where nothing can be
   * @return whether what is open in documents changed
   */
  boolean judge(
      CellId cell, List<SeriesStore.Unjudged> groups, Silences.Clock clock, MatrixChanges changes) {
    Map<String, Optional<Regression>> open = new TreeMap<>();
    List<Regression> news = new ArrayList<>();
    for (SeriesStore.Unjudged group : groups) {
      SeriesStore.Changes found = series.judge(group);
      found.byName().forEach((name, list) -> judge(group.group(), name, list, open, news));
      if (rules.silence() && found.track() instanceof FindingsTrack findings) {
        silences.reported(group.group(), findings, clock, open, news);
      }
    }
    SortedMap<String, Regression> before = open(Keys.open(cell));
    SortedMap<String, Regression> after = new TreeMap<>(before);
    String prefix = SeriesGroup.seriesId(cell, "");
    open.forEach(
        (name, record) ->
            record.ifPresentOrElse(
                one -> after.put(prefix + name, one), () -> after.remove(prefix + name)));
    after.replaceAll((id, record) -> withOthers(record, after));
    boolean changed = write(cell, before, after, changes);
    for (Regression one : news) {
      changes.regression(one.getSeriesId(), RECORDS.encoded(withOthers(one, after)));
    }
    return changed;
  }

  /** What is open in a model, silences left out: whether something is one depends on the clock. */
  List<Regression> openIn(String modelId) {
    return open(Keys.open(modelId)).values().stream()
        .filter(one -> one.getWord() == RegressionWord.REGRESSION)
        .toList();
  }

  /** Cells that stopped to report by the time; they are told. */
  int silentNow(Silences.Clock clock, int most, MatrixChanges changes) {
    return silences.due(
        clock,
        most,
        (cell, record) -> {
          SortedMap<String, Regression> before = open(Keys.open(cell));
          SortedMap<String, Regression> after = new TreeMap<>(before);
          after.put(record.getSeriesId(), record);
          write(cell, before, after, changes);
          changes.regression(record.getSeriesId(), RECORDS.encoded(record));
        });
  }

  private void judge(
      SeriesGroup group,
      String name,
      List<byte[]> changes,
      Map<String, Optional<Regression>> open,
      List<Regression> told) {
    String key = group.series(name);
    List<News> all = News.of(group, name, changes, rules.measured());
    Set<Long> before = told(group.cell(), key);
    Set<Long> now = new LinkedHashSet<>();
    List<Regression> fresh = new ArrayList<>();
    for (News one : all) {
      now.add(one.identity());
      if (!before.contains(one.identity())) {
        fresh.add(records.of(group, name, one));
      }
    }
    Optional<Regression> wasOpen =
        Optional.ofNullable(store.get(Keys.open(group.cell(), key))).map(RECORDS::decode);
    Optional<Regression> isOpen =
        newest(all).filter(News::isOpen).map(one -> records.of(group, name, one));
    told.addAll(
        complete(
            fresh,
            wasOpen,
            isOpen,
            id -> newest(about(id, group, key, all)).map(one -> records.of(group, name, one))));
    open.put(key, isOpen);
    if (!now.equals(before)) {
      putTold(group.cell(), key, now);
    }
  }

  /**
   * What must be said so that who believed what was open before, believes what is open now: after a
   * correction, what is new alone does not say it.
   *
   * @param newestOf what is known of a regression by now; empty when it never was
   */
  private static List<Regression> complete(
      List<Regression> fresh,
      Optional<Regression> wasOpen,
      Optional<Regression> isOpen,
      Function<String, Optional<Regression>> newestOf) {
    SortedMap<String, Regression> believed = new TreeMap<>();
    wasOpen.ifPresent(one -> believed.put(one.getRegressionId(), one));
    for (Regression one : fresh) {
      if (one.getWord() == RegressionWord.REGRESSION) {
        if (one.getState() == RegressionState.RECOVERED) {
          believed.remove(one.getRegressionId());
        } else {
          believed.put(one.getRegressionId(), one);
        }
      }
    }
    List<Regression> all = new ArrayList<>(fresh);
    isOpen.filter(one -> believed.remove(one.getRegressionId()) == null).ifPresent(all::add);
    // First what never was, then what was instead.
    believed.forEach(
        (id, one) ->
            newestOf
                .apply(id)
                .ifPresentOrElse(
                    all::add,
                    () ->
                        all.add(
                            0,
                            Regression.newBuilder(one)
                                .setState(RegressionState.RETRACTED)
                                .build())));
    return all;
  }

  private static List<News> about(String id, SeriesGroup group, String key, List<News> all) {
    String seriesId = SeriesGroup.seriesId(group.cell(), key);
    return all.stream().filter(one -> News.regressionId(seriesId, one.began()).equals(id)).toList();
  }

  /** Information does not end what is open. */
  private static Optional<News> newest(List<News> all) {
    return all.stream()
        .filter(one -> one.word() == RegressionWord.REGRESSION)
        .reduce((first, second) -> second);
  }

  private static Regression withOthers(Regression record, SortedMap<String, Regression> open) {
    List<String> others =
        open.values().stream()
            .filter(other -> other.getIncidentId().equals(record.getIncidentId()))
            .map(Regression::getSeriesId)
            .filter(id -> !id.equals(record.getSeriesId()))
            .toList();
    return Regression.newBuilder(record)
        .setMovedWith(others.stream().limit(MAX_MOVED_WITH).toList())
        .setMovedWithCount((long) others.size())
        .build();
  }

  private boolean write(
      CellId cell,
      SortedMap<String, Regression> before,
      SortedMap<String, Regression> after,
      MatrixChanges changes) {
    boolean changed = false;
    String prefix = SeriesGroup.seriesId(cell, "");
    for (Map.Entry<String, Regression> gone : before.entrySet()) {
      if (!after.containsKey(gone.getKey())) {
        store.delete(Keys.open(cell, gone.getKey().substring(prefix.length())));
        changes.openRegression(gone.getKey(), Optional.empty());
        changed |= gone.getValue().getWord() == RegressionWord.REGRESSION;
      }
    }
    for (Map.Entry<String, Regression> one : after.entrySet()) {
      byte[] key = Keys.open(cell, one.getKey().substring(prefix.length()));
      var encoded = RECORDS.encoded(one.getValue());
      if (!Arrays.equals(store.get(key), encoded.bytes())) {
        store.put(key, encoded.bytes());
        changes.openRegression(one.getKey(), Optional.of(encoded));
        changed |= one.getValue().getWord() == RegressionWord.REGRESSION;
      }
    }
    return changed;
  }

  private SortedMap<String, Regression> open(byte[] prefix) {
    SortedMap<String, Regression> open = new TreeMap<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            Regression one = RECORDS.decode(entry.getValue());
            open.put(one.getSeriesId(), one);
          });
    }
    return open;
  }

  private Set<Long> told(CellId cell, String key) {
    byte[] bytes = store.get(Keys.told(cell, key));
    if (bytes == null) {
      return Set.of();
    }
    return Packing.unpack(
        bytes,
        in -> {
          Set<Long> told = new LinkedHashSet<>();
          for (int left = in.readInt(); left > 0; left--) {
            told.add(in.readLong());
          }
          return told;
        });
  }

  private void putTold(CellId cell, String key, Set<Long> told) {
    if (told.isEmpty()) {
      store.delete(Keys.told(cell, key));
      return;
    }
    store.put(
        Keys.told(cell, key),
        Packing.pack(
            out -> {
              out.writeInt(told.size());
              for (long one : told) {
                out.writeLong(one);
              }
            }));
  }
}
