package io.boardstream.matrix.fold;

import io.boardstream.matrix.regression.Change;
import io.boardstream.matrix.regression.ChangeDetector;
import io.boardstream.matrix.regression.DetectorRule;
import io.boardstream.matrix.regression.OrderedSeries.Dated;
import io.boardstream.matrix.regression.Packing;
import io.boardstream.matrix.regression.Split;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Follows what a step measured: a detector per metric. */
final class PerformanceTrack implements Track {

  /** To a standard deviation, where the scatter is normal. */
  private static final double OF_MEDIAN_DISTANCE = 1.4826;

  private static final List<Split.Finding> FINDINGS = List.of(Split.Finding.values());

  /**
   * A change of a level, as it is kept.
   *
   * @param spread robust standard deviation of the points since
   */
  record Shift(Dated<SeriesPoint> dated, double spread) {

    byte[] pack() {
      Split split = dated.change().split();
      return Packing.pack(
          out -> {
            dated.lastBefore().write(out);
            dated.first().write(out);
            dated.told().write(out);
            out.writeLong(dated.change().detectedAt());
            out.writeLong(split.changedAt());
            out.writeDouble(split.before());
            out.writeDouble(split.after());
            out.writeDouble(split.spread());
            out.writeInt(split.points());
            out.writeInt(split.reference());
            out.writeInt(split.carried());
            out.writeDouble(split.apart());
            out.writeDouble(split.autocorrelation());
            out.writeDouble(split.evidence());
            out.writeByte(FINDINGS.indexOf(split.finding()));
            out.writeDouble(spread);
          });
    }

    static Shift unpack(byte[] bytes) {
      return Packing.unpack(
          bytes,
          in -> {
            SeriesPoint lastBefore = SeriesPoint.read(in);
            SeriesPoint first = SeriesPoint.read(in);
            SeriesPoint told = SeriesPoint.read(in);
            long detectedAt = in.readLong();
            Split split =
                new Split(
                    in.readLong(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readInt(),
                    in.readInt(),
                    in.readInt(),
                    in.readDouble(),
                    in.readDouble(),
                    in.readDouble(),
                    FINDINGS.get(in.readByte()));
            return new Shift(
                new Dated<>(lastBefore, first, told, new Change(detectedAt, split)),
                in.readDouble());
          });
    }
  }

  /** Finds points of a series before one of it. */
  @FunctionalInterface
  interface Earlier {

    /** The newest points of a metric up to one of them, that one first. */
    List<Map.Entry<SeriesPoint, Double>> upTo(SeriesPoint last, String metric, int many);
  }

  private final DetectorRule rule;
  private final Earlier earlier;
  private final SortedMap<String, ChangeDetector> detectors = new TreeMap<>();

  PerformanceTrack(DetectorRule rule, byte @Nullable [] state, Earlier earlier) {
    this.rule = rule;
    this.earlier = earlier;
    if (state != null) {
      Packing.unpack(
          state,
          in -> {
            for (int left = in.readInt(); left > 0; left--) {
              detectors.put(in.readUTF(), ChangeDetector.resumed(rule, Packing.bytes(in)));
            }
            return detectors;
          });
    }
  }

  @Override
  public void add(Unit unit, Found found) {
    for (Map.Entry<RawKey, byte[]> run : unit.runs()) {
      SeriesPoint point = new SeriesPoint(unit.key(), run.getKey());
      MeasuredPoint.unpack(run.getValue())
          .forEach(
              (metric, value) ->
                  detectors
                      .computeIfAbsent(metric, m -> new ChangeDetector(rule))
                      .add(value)
                      .ifPresent(
                          change -> found.found(metric, point, shift(metric, point, change))));
    }
  }

  private byte[] shift(String metric, SeriesPoint told, Change change) {
    int back = Math.toIntExact(change.detectedAt() - change.changedAt());
    List<Map.Entry<SeriesPoint, Double>> points = earlier.upTo(told, metric, back + 2);
    List<Double> since = points.subList(0, back + 1).stream().map(Map.Entry::getValue).toList();
    return new Shift(
            new Dated<>(points.get(back + 1).getKey(), points.get(back).getKey(), told, change),
            spread(since, change.split().after()))
        .pack();
  }

  private static double spread(List<Double> values, double level) {
    List<Double> distances = new ArrayList<>();
    values.forEach(value -> distances.add(Math.abs(value - level)));
    Collections.sort(distances);
    int half = distances.size() / 2;
    double median =
        distances.size() % 2 == 1
            ? distances.get(half)
            : (distances.get(half - 1) + distances.get(half)) / 2;
    return OF_MEDIAN_DISTANCE * median;
  }

  @Override
  public byte[] state() {
    return Packing.pack(
        out -> {
          out.writeInt(detectors.size());
          for (Map.Entry<String, ChangeDetector> one : detectors.entrySet()) {
            out.writeUTF(one.getKey());
            Packing.bytes(out, one.getValue().state());
          }
        });
  }
}
