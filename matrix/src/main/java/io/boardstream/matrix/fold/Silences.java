package io.boardstream.matrix.fold;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionState;
import io.boardstream.matrix.regression.Packing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Which cells will be called silent, and from when on. When that is, the facts say; the clock says
 * only that it is by now. What was silent before it was looked at is history, and not told.
 */
final class Silences {

  /** What time it is; empty where there is none, as in batch. */
  @FunctionalInterface
  interface Clock {
    Optional<Instant> now();
  }

  private static final String NAME = "reports";

  private final OrderedStore store;
  private final RegressionRecords records;

  private record Awaited(Instant from, SeriesPoint last, boolean told) {

    byte[] pack() {
      return Packing.pack(
          out -> {
            Packing.time(out, from);
            out.writeBoolean(told);
            last.write(out);
          });
    }

    static Awaited unpack(byte[] bytes) {
      return Packing.unpack(
          bytes,
          in -> {
            Instant from = Packing.time(in);
            boolean told = in.readBoolean();
            return new Awaited(from, SeriesPoint.read(in), told);
          });
    }
  }

  Silences(OrderedStore store, RegressionRecords records) {
    this.store = store;
    this.records = records;
  }

  /** The findings of a cell are others than before: it is awaited anew. */
  void reported(
      SeriesGroup group,
      FindingsTrack track,
      Clock clock,
      Map<String, Optional<Regression>> open,
      List<Regression> news) {
    byte[] key = Keys.silence(group);
    byte[] bytes = store.get(key);
    Optional<Awaited> before = Optional.ofNullable(bytes).map(Awaited::unpack);
    Optional<Instant> from = track.silentFrom();
    if (before.isPresent() && before.map(Awaited::from).equals(from)) {
      return;
    }
    before.ifPresent(
        awaited -> {
          store.delete(key);
          store.delete(Keys.silentFrom(awaited.from(), group));
          if (awaited.told()) {
            ended(group, open, news);
          }
        });
    Optional<Instant> now = clock.now();
    if (from.isPresent() && now.isPresent() && from.get().isAfter(now.get())) {
      SeriesPoint last = track.last().orElseThrow();
      store.put(key, new Awaited(from.get(), last, false).pack());
      store.put(Keys.silentFrom(from.get(), group), entry(group));
    }
  }

  private void ended(
      SeriesGroup group, Map<String, Optional<Regression>> open, List<Regression> news) {
    String series = group.series(NAME);
    byte[] told = store.get(Keys.open(group.cell(), series));
    if (told != null) {
      Regression record = Regressions.RECORDS.decode(told);
      news.add(Regression.newBuilder(record).setState(RegressionState.RECOVERED).build());
    }
    open.put(series, Optional.empty());
  }

  /** Hands over those that are silent by now, each once. */
  int due(Clock clock, int most, BiConsumer<CellId, Regression> silent) {
    Optional<Instant> now = clock.now();
    if (now.isEmpty()) {
      return 0;
    }
    Map<RawKey, SeriesGroup> due = new TreeMap<>();
    try (OrderedStore.Scan scan =
        store.scan(Keys.silentFrom(), Keys.silentUntil(now.get()), false)) {
      while (due.size() < most && scan.hasNext()) {
        Map.Entry<byte[], byte[]> one = scan.next();
        due.put(new RawKey(one.getKey()), group(one.getValue()));
      }
    }
    due.forEach(
        (from, group) -> {
          store.delete(from.bytes());
          byte[] key = Keys.silence(group);
          byte[] bytes = store.get(key);
          if (bytes != null) {
            Awaited awaited = Awaited.unpack(bytes);
            store.put(key, new Awaited(awaited.from(), awaited.last(), true).pack());
            silent.accept(
                group.cell(),
                records.silent(group, group.series(NAME), awaited.last(), awaited.from()));
          }
        });
    return due.size();
  }

  private static byte[] entry(SeriesGroup group) {
    return Packing.pack(
        out -> {
          out.writeUTF(group.cell().modelId());
          out.writeUTF(group.cell().deviceId());
          out.writeUTF(group.what());
        });
  }

  private static SeriesGroup group(byte[] entry) {
    return Packing.unpack(
        entry, in -> new SeriesGroup(new CellId(in.readUTF(), in.readUTF()), in.readUTF()));
  }
}
