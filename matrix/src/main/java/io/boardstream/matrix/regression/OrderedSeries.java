package io.boardstream.matrix.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The changes of a series whose points come in any order, come twice, are corrected and taken back:
 * always those that the detector tells of the points that count, in the order of their keys. A
 * point at the end costs what the detector costs; one in between also what is played again after
 * it, from the nearest state kept before it.
 *
 * @param <K> names a point and orders the series, as event time and run do
 */
public final class OrderedSeries<K extends Comparable<K>> {

  /** A change, with the points that it is about. */
  public record Dated<K>(K lastBefore, K first, K told, Change change) {}

  private static final int POINTS_BETWEEN_STATES = 64;

  private final DetectorRule rule;
  private final NavigableMap<K, Double> points = new TreeMap<>();

  /** Where the detector stood after the point of that key, now and then. */
  private final NavigableMap<K, byte[]> states = new TreeMap<>();

  private final NavigableMap<K, Dated<K>> changes = new TreeMap<>();
  private ChangeDetector detector;

  /** The keys whose points the detector may still name. */
  private final Recent<K> recent;

  private int sinceState;

  /** Without points. */
  public OrderedSeries(DetectorRule rule) {
    this.rule = rule;
    this.detector = new ChangeDetector(rule);
    this.recent = new Recent<>(rule.newest() + 1);
  }

  /** A point, or what it is after a correction. */
  public void put(K key, double value) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException("a point of a series must be a number, not " + value);
    }
    boolean newest = points.isEmpty() || points.lastKey().compareTo(key) < 0;
    Double before = points.put(key, value);
    if (newest) {
      advance(key, value);
    } else if (before == null || before != value) {
      replay(key);
    }
  }

  /** Takes a point back; nothing happens when it is not there. */
  public void remove(K key) {
    if (points.remove(key) != null) {
      replay(key);
    }
  }

  /** In the order in which they would have been told. */
  public List<Dated<K>> changes() {
    return List.copyOf(changes.values());
  }

  private void advance(K key, double value) {
    recent.add(key);
    detector
        .add(value)
        .ifPresent(
            change -> {
              int back = Math.toIntExact(change.detectedAt() - change.changedAt());
              changes.put(key, new Dated<>(recent.back(back + 1), recent.back(back), key, change));
            });
    if (++sinceState == POINTS_BETWEEN_STATES) {
      states.put(key, detector.state());
      sinceState = 0;
    }
  }

  private void replay(K from) {
    states.tailMap(from, true).clear();
    changes.tailMap(from, true).clear();
    Map.Entry<K, byte[]> kept = states.lastEntry();
    recent.clear();
    sinceState = 0;
    if (kept == null) {
      detector = new ChangeDetector(rule);
      changes.clear();
      new ArrayList<>(points.entrySet())
          .forEach(point -> advance(point.getKey(), point.getValue()));
      return;
    }
    detector = ChangeDetector.resumed(rule, kept.getValue());
    changes.tailMap(kept.getKey(), false).clear();
    List<K> before = new ArrayList<>();
    for (K key : points.headMap(kept.getKey(), true).descendingKeySet()) {
      if (before.size() == recent.capacity()) {
        break;
      }
      before.add(0, key);
    }
    before.forEach(recent::add);
    new ArrayList<>(points.tailMap(kept.getKey(), false).entrySet())
        .forEach(point -> advance(point.getKey(), point.getValue()));
  }

  /** The last few of what was added. */
  private static final class Recent<K> {
    private final int capacity;
    private final List<K> keys = new ArrayList<>();

    Recent(int capacity) {
      this.capacity = capacity;
    }

    int capacity() {
      return capacity;
    }

    void add(K key) {
      if (keys.size() == capacity) {
        keys.remove(0);
      }
      keys.add(key);
    }

    void clear() {
      keys.clear();
    }

    /** 0 is the newest. */
    K back(int places) {
      return keys.get(keys.size() - 1 - places);
    }
  }
}
