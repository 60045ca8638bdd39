package io.boardstream.matrix.regression;

import static java.util.stream.Collectors.toMap;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Measurement;
import io.boardstream.matrix.evidence.RunAssembly;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What two rules tell of the same measurements. */
public final class Backtest {

  /**
   * An alert that one of the rules tells alone.
   *
   * @param comes whether it is the other rule that does
   * @param series what it is about
   * @param since when the first bad run ended
   * @param what how much, for people
   */
  public record Difference(boolean comes, String series, String since, String what) {}

  private record Point(Instant at, String run) implements Comparable<Point> {
    private static final Comparator<Point> ORDER =
        Comparator.comparing(Point::at).thenComparing(Point::run);

    @Override
    public int compareTo(Point other) {
      return ORDER.compare(this, other);
    }
  }

  private final DetectorRule now;
  private final DetectorRule other;
  private final Map<String, Direction> better = new TreeMap<>();
  private final Map<String, Map<Point, Double>> series = new TreeMap<>();
  private long same;

  /** Compares one rule with another. */
  public Backtest(DetectorRule now, DetectorRule other) {
    this.now = now;
    this.other = other;
  }

  /** Adds what a run measured. */
  public void add(String key, BenchmarkRun run) {
    if (run.getDeviceId().isEmpty()) {
      return;
    }
    Point point = new Point(run.getEvidence().getEndedAt().orElse(Instant.EPOCH), key);
    RunAssembly.measured(run)
        .values()
        .forEach(step -> step.forEach(measured -> add(point, run, measured)));
  }

  private void add(Point point, BenchmarkRun run, Measurement measured) {
    Optional<Double> value = measured.getValue().filter(Double::isFinite);
    if (measured.getDirection() != Direction.NONE && value.isPresent()) {
      Configuration of = run.getConfiguration();
      String name =
          "%s/%s/%s/%sx%sx%s/%s/%s"
              .formatted(
                  run.getModelId(),
                  run.getDeviceId().orElse(""),
                  of.getMode().name().toLowerCase(Locale.ROOT),
                  text(of.getIsl()),
                  text(of.getOsl()),
                  text(of.getBatchSize()),
                  measured.getStepName(),
                  measured.getMetricName());
      better.putIfAbsent(name, measured.getDirection());
      series.computeIfAbsent(name, n -> new TreeMap<>()).put(point, value.get());
    }
  }

  private static String text(Optional<Long> number) {
    return number.map(String::valueOf).orElse("-");
  }

  /** Alerts that only one of the rules tells, by series and time. */
  public List<Difference> differences() {
    List<Difference> differences = new ArrayList<>();
    same = 0;
    better.forEach(
        (key, direction) -> {
          Map<Point, Double> points = series.getOrDefault(key, Map.of());
          Map<Point, String> before = alerts(now, direction, points);
          Map<Point, String> after = alerts(other, direction, points);
          before.forEach(
              (point, what) -> {
                if (after.containsKey(point)) {
                  same++;
                } else {
                  differences.add(new Difference(false, key, point.at().toString(), what));
                }
              });
          after.forEach(
              (point, what) -> {
                if (!before.containsKey(point)) {
                  differences.add(new Difference(true, key, point.at().toString(), what));
                }
              });
        });
    return differences;
  }

  /** Alerts that both tell, as {@link #differences} found. */
  public long same() {
    return same;
  }

  private static Map<Point, String> alerts(
      DetectorRule rule, Direction better, Map<Point, Double> points) {
    OrderedSeries<Point> ordered = new OrderedSeries<>(rule);
    points.forEach(ordered::put);
    return PerformanceHistory.events(better, ordered.changes()).stream()
        .filter(event -> event.happening() == PerformanceHistory.Happening.OPENED)
        .collect(
            toMap(
                PerformanceHistory.Event::regression,
                event -> String.format(Locale.ROOT, "%+.1f %%", 100 * event.relative()),
                (one, again) -> one,
                TreeMap::new));
  }
}
