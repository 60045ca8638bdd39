package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.regression.Packing;
import io.boardstream.matrix.regression.RegressionRules;
import java.nio.ByteBuffer;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What runs add to series, in the order of events, and the changes found in them. A point at the
 * end costs what a detector costs, whatever the history; one in between also what is played again
 * after it, from the nearest state kept before it.
 */
final class SeriesStore {

  private static final int UNITS_BETWEEN_STATES = 64;
  private static final int POINTS_AT_ONCE = 512;

  /** So many states at the end, as the runs of a pipeline come one after another. */
  private static final int NEWEST_STATES = 2;

  private final OrderedStore store;
  private final RegressionRules rules;

  /**
   * What must be looked at again.
   *
   * @param routingKey where its runs are folded
   * @param from first unit that changed
   */
  record Unjudged(SeriesGroup group, String routingKey, RawKey from) {}

  /**
   * Changes of the series of a group, oldest first.
   *
   * @param byName all series that had or have changes
   * @param track where the end of the group is
   */
  record Changes(SortedMap<String, List<byte[]>> byName, Track track) {}

  private record Entry(SeriesGroup group, RawKey unit, RawKey value) {}

  private record State(RawKey unit, boolean kept, int since, RawKey track) {

    byte[] pack() {
      return ByteBuffer.allocate(5 + track.bytes().length)
          .put((byte) (kept ? 1 : 0))
          .putInt(since)
          .put(track.bytes())
          .array();
    }

    static State unpack(byte[] unit, byte[] value) {
      ByteBuffer in = ByteBuffer.wrap(value);
      boolean kept = in.get() == 1;
      int since = in.getInt();
      byte[] track = Arrays.copyOfRange(value, in.position(), value.length);
      return new State(new RawKey(unit), kept, since, new RawKey(track));
    }
  }

  SeriesStore(OrderedStore store, RegressionRules rules) {
    this.store = store;
    this.rules = rules;
  }

  /** A run became another one; all series that it adds or added to are looked at again. */
  void replace(byte[] run, @Nullable BenchmarkRun before, @Nullable BenchmarkRun after) {
    SortedMap<RawKey, Entry> old = entries(run, before);
    SortedMap<RawKey, Entry> now = entries(run, after);
    String routingKey = Keys.routingKey(run);
    old.forEach(
        (key, entry) -> {
          if (!now.containsKey(key)) {
            store.delete(key.bytes());
          }
          mark(entry, routingKey);
        });
    now.forEach(
        (key, entry) -> {
          Entry was = old.get(key);
          if (was == null || !was.value().equals(entry.value())) {
            store.put(key.bytes(), entry.value().bytes());
          }
          mark(entry, routingKey);
        });
  }

  /** Sees to it that what a run adds is there, and looked at again; for other rules. */
  void renew(byte[] run, BenchmarkRun after) {
    replace(run, null, after);
  }

  private static SortedMap<RawKey, Entry> entries(byte[] run, @Nullable BenchmarkRun of) {
    SortedMap<RawKey, Entry> entries = new TreeMap<>();
    if (of == null || !CellId.of(of).isPublished()) {
      return entries;
    }
    byte[] pipeline = Keys.pipeline(of.getEvidence());
    put(entries, SeriesGroup.findings(of), pipeline, run, FoundPoint.of(of).pack());
    byte[] moment = Keys.moment(of.getEvidence());
    RunAssembly.measured(of)
        .forEach(
            (step, measurements) -> {
              SortedMap<String, Double> values = MeasuredPoint.of(measurements);
              if (!values.isEmpty()) {
                SeriesGroup group = SeriesGroup.measurements(of, step);
                put(entries, group, moment, run, MeasuredPoint.pack(values));
              }
            });
    return entries;
  }

  private static void put(
      SortedMap<RawKey, Entry> entries, SeriesGroup group, byte[] unit, byte[] run, byte[] value) {
    byte[] withLength =
        ByteBuffer.allocate(4 + value.length).putInt(unit.length).put(value).array();
    entries.put(
        new RawKey(Keys.point(group, unit, run)),
        new Entry(group, new RawKey(unit), new RawKey(withLength)));
  }

  private void mark(Entry entry, String routingKey) {
    byte[] key = Keys.unjudged(entry.group());
    byte[] before = store.get(key);
    if (before == null || unjudged(key, before).from().compareTo(entry.unit()) > 0) {
      store.put(
          key,
          Packing.pack(
              out -> {
                out.writeUTF(routingKey);
                Packing.bytes(out, entry.unit().bytes());
              }));
    }
  }

  /** The next groups that runs were added to, in their order. */
  List<Unjudged> unjudged(int most) {
    List<Unjudged> next = new ArrayList<>();
    byte[] prefix = Keys.unjudged();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      while (next.size() < most && scan.hasNext()) {
        Map.Entry<byte[], byte[]> mark = scan.next();
        next.add(unjudged(mark.getKey(), mark.getValue()));
      }
    }
    return next;
  }

  private static Unjudged unjudged(byte[] key, byte[] value) {
    SeriesGroup group = SeriesGroup.of(key);
    return Packing.unpack(
        value, in -> new Unjudged(group, in.readUTF(), new RawKey(Packing.bytes(in))));
  }

  /** Finds the changes of a group anew from where it changed, and forgets that it did. */
  Changes judge(Unjudged mark) {
    SeriesGroup group = mark.group();
    State state = stateBefore(mark.from(), group);
    deleteFrom(Keys.states(group), Keys.state(group, mark.from().bytes()));
    SortedMap<String, List<byte[]>> changes =
        changesUpTo(state == null ? null : state.unit(), group);
    Track track = track(group, state == null ? null : state.track().bytes());
    play(group, track, state, changes);
    changes.forEach((name, list) -> putChanges(group, name, list));
    store.delete(Keys.unjudged(group));
    SortedMap<String, List<byte[]>> payloads = new TreeMap<>();
    changes.forEach(
        (name, list) -> payloads.put(name, list.stream().map(c -> payload(c)).toList()));
    return new Changes(payloads, track);
  }

  private Track track(SeriesGroup group, byte @Nullable [] state) {
    return group.isOfFindings()
        ? new FindingsTrack(rules.measured(), state)
        : new PerformanceTrack(
            rules.detector(), state, (last, metric, many) -> upTo(group, last, metric, many));
  }

  private void play(
      SeriesGroup group,
      Track track,
      @Nullable State from,
      SortedMap<String, List<byte[]>> changes) {
    byte[] prefix = Keys.points(group);
    byte[] end = KeyWriter.after(prefix);
    byte @Nullable [] next =
        from == null ? prefix : KeyWriter.after(Keys.units(group, from.unit().bytes()));
    int since = from == null || from.kept() ? 0 : from.since();
    Track.Found found =
        (name, told, change) ->
            changes.computeIfAbsent(name, n -> new ArrayList<>()).add(change(told, change));
    List<Map.Entry<RawKey, SimpleImmutableEntry<RawKey, byte[]>>> chunk = new ArrayList<>();
    while (next != null) {
      next = read(prefix, next, end, chunk);
      boolean more = next != null;
      while (!chunk.isEmpty()) {
        RawKey unit = chunk.get(0).getKey();
        int size = 1;
        while (size < chunk.size() && chunk.get(size).getKey().equals(unit)) {
          size++;
        }
        if (more && size == chunk.size()) {
          break; // The rest of the unit is still to be read.
        }
        List<Map.Entry<RawKey, byte[]>> runs = new ArrayList<>();
        chunk.subList(0, size).forEach(one -> runs.add(one.getValue()));
        chunk.subList(0, size).clear();
        track.add(new Track.Unit(unit, runs), found);
        since++;
        boolean kept = since >= UNITS_BETWEEN_STATES;
        if (kept || (!more && units(chunk) < NEWEST_STATES)) {
          State state = new State(unit, kept, since, new RawKey(track.state()));
          store.put(Keys.state(group, unit.bytes()), state.pack());
        }
        since = kept ? 0 : since;
      }
    }
    thin(group);
  }

  /** Returns from where to read on; null when all is read. */
  private byte @Nullable [] read(
      byte[] prefix,
      byte[] from,
      byte[] end,
      List<Map.Entry<RawKey, SimpleImmutableEntry<RawKey, byte[]>>> chunk) {
    try (OrderedStore.Scan scan = store.scan(from, end, false)) {
      byte[] last = from;
      int read = 0;
      for (; read < POINTS_AT_ONCE && scan.hasNext(); read++) {
        Map.Entry<byte[], byte[]> entry = scan.next();
        Point point = Point.of(prefix.length, entry);
        chunk.add(
            new SimpleImmutableEntry<>(
                point.at().unit(),
                new SimpleImmutableEntry<>(point.at().run(), point.value().bytes())));
        last = entry.getKey();
      }
      return read < POINTS_AT_ONCE ? null : Arrays.copyOf(last, last.length + 1);
    }
  }

  private static int units(List<Map.Entry<RawKey, SimpleImmutableEntry<RawKey, byte[]>>> chunk) {
    return (int) chunk.stream().map(Map.Entry::getKey).distinct().limit(NEWEST_STATES).count();
  }

  private record Point(SeriesPoint at, RawKey value) {
    static Point of(int prefix, Map.Entry<byte[], byte[]> entry) {
      byte[] key = entry.getKey();
      byte[] value = entry.getValue();
      int unit = prefix + ByteBuffer.wrap(value).getInt();
      return new Point(
          new SeriesPoint(
              new RawKey(Arrays.copyOfRange(key, prefix, unit)),
              new RawKey(Arrays.copyOfRange(key, unit, key.length))),
          new RawKey(Arrays.copyOfRange(value, 4, value.length)));
    }
  }

  private List<Map.Entry<SeriesPoint, Double>> upTo(
      SeriesGroup group, SeriesPoint last, String metric, int many) {
    List<Map.Entry<SeriesPoint, Double>> points = new ArrayList<>();
    byte[] prefix = Keys.points(group);
    byte[] end = KeyWriter.after(Keys.point(group, last.unit().bytes(), last.run().bytes()));
    try (OrderedStore.Scan scan = store.scan(prefix, end, true)) {
      while (points.size() < many && scan.hasNext()) {
        Point point = Point.of(prefix.length, scan.next());
        Double value = MeasuredPoint.unpack(point.value().bytes()).get(metric);
        if (value != null) {
          points.add(new SimpleImmutableEntry<>(point.at(), value));
        }
      }
    }
    return points;
  }

  private @Nullable State stateBefore(RawKey unit, SeriesGroup group) {
    byte[] prefix = Keys.states(group);
    try (OrderedStore.Scan scan = store.scan(prefix, Keys.state(group, unit.bytes()), true)) {
      return scan.hasNext() ? state(prefix, scan.next()) : null;
    }
  }

  private static State state(byte[] prefix, Map.Entry<byte[], byte[]> entry) {
    byte[] key = entry.getKey();
    return State.unpack(Arrays.copyOfRange(key, prefix.length, key.length), entry.getValue());
  }

  /** Keeps the newest states, and every so many before them. */
  private void thin(SeriesGroup group) {
    byte[] prefix = Keys.states(group);
    List<State> older = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), true)) {
      for (int i = 0; i < 3 * NEWEST_STATES && scan.hasNext(); i++) {
        State state = state(prefix, scan.next());
        if (i >= NEWEST_STATES && !state.kept()) {
          older.add(state);
        }
      }
    }
    older.forEach(state -> store.delete(Keys.state(group, state.unit().bytes())));
  }

  private void deleteFrom(byte[] prefix, byte[] from) {
    Scans.keys(store, prefix, from, Integer.MAX_VALUE).forEach(store::delete);
  }

  /** What is played again, is found again. */
  private SortedMap<String, List<byte[]>> changesUpTo(@Nullable RawKey unit, SeriesGroup group) {
    SortedMap<String, List<byte[]>> changes = new TreeMap<>();
    byte[] prefix = Keys.changes(group);
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            List<byte[]> list = changes(entry.getValue());
            list.removeIf(change -> unit == null || told(change).compareTo(unit) > 0);
            changes.put(Keys.texts(entry.getKey()).get(3), list);
          });
    }
    return changes;
  }

  private void putChanges(SeriesGroup group, String name, List<byte[]> changes) {
    byte[] key = Keys.changes(group, name);
    byte[] before = store.get(key);
    if (changes.isEmpty()) {
      if (before != null) {
        store.delete(key);
      }
      return;
    }
    byte[] after =
        Packing.pack(
            out -> {
              out.writeInt(changes.size());
              for (byte[] change : changes) {
                Packing.bytes(out, change);
              }
            });
    if (!Arrays.equals(before, after)) {
      store.put(key, after);
    }
  }

  private static List<byte[]> changes(byte[] packed) {
    return Packing.unpack(
        packed,
        in -> {
          List<byte[]> changes = new ArrayList<>();
          for (int left = in.readInt(); left > 0; left--) {
            changes.add(Packing.bytes(in));
          }
          return changes;
        });
  }

  private static byte[] change(SeriesPoint told, byte[] payload) {
    return Packing.pack(
        out -> {
          Packing.bytes(out, told.unit().bytes());
          Packing.bytes(out, payload);
        });
  }

  private static RawKey told(byte[] change) {
    return Packing.unpack(change, in -> new RawKey(Packing.bytes(in)));
  }

  private static byte[] payload(byte[] change) {
    return Packing.unpack(
        change,
        in -> {
          Packing.bytes(in);
          return Packing.bytes(in);
        });
  }
}
