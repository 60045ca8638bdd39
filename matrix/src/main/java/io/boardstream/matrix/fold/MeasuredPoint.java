package io.boardstream.matrix.fold;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.boardstream.avro.Direction;
import io.boardstream.avro.Measurement;
import io.boardstream.matrix.regression.Packing;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What one run adds to the series of a step: a number per metric that has a better side. */
final class MeasuredPoint {

  private MeasuredPoint() {}

  /** Of several numbers of one metric, the middle one, or the lower of two. */
  static SortedMap<String, Double> of(List<Measurement> step) {
    Map<String, List<Double>> all =
        step.stream()
            .filter(m -> m.getDirection() != Direction.NONE)
            .filter(m -> m.getValue().filter(Double::isFinite).isPresent())
            .collect(
                groupingBy(
                    Measurement::getMetricName,
                    TreeMap::new,
                    mapping(m -> m.getValue().orElseThrow(), toList())));
    SortedMap<String, Double> middle = new TreeMap<>();
    all.forEach(
        (metric, values) ->
            middle.put(
                metric, values.stream().sorted().skip((values.size() - 1) / 2).toList().get(0)));
    return middle;
  }

  static byte[] pack(SortedMap<String, Double> values) {
    return Packing.pack(
        out -> {
          out.writeInt(values.size());
          for (Map.Entry<String, Double> value : values.entrySet()) {
            out.writeUTF(cut(value.getKey()));
            out.writeDouble(value.getValue());
          }
        });
  }

  static SortedMap<String, Double> unpack(byte[] bytes) {
    return Packing.unpack(
        bytes,
        in -> {
          SortedMap<String, Double> values = new TreeMap<>();
          int size = in.readInt();
          for (int i = 0; i < size; i++) {
            values.put(in.readUTF(), in.readDouble());
          }
          return values;
        });
  }

  /** Names longer than that are nobody's metrics. */
  private static String cut(String name) {
    return name.length() <= 1_000 ? name : name.substring(0, 1_000);
  }
}
