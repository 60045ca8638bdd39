package io.boardstream.notifier;

import static java.util.Comparator.comparing;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * What moved together, as far as its news came. It depends on the news of each series in their
 * order alone, not on how those of different series came in between.
 */
final class Incident {

  private final String id;
  private final Map<String, Regression> newest = new TreeMap<>();
  private final Map<String, Integer> timesWorse = new TreeMap<>();

  Incident(String id) {
    this.id = id;
  }

  String id() {
    return id;
  }

  void add(Regression news) {
    newest.put(news.getRegressionId(), news);
    if (news.getState() == RegressionState.OPENED || news.getState() == RegressionState.WORSENED) {
      timesWorse.merge(news.getRegressionId(), 1, Integer::sum);
    }
  }

  /** Its series, the worst first. */
  Collection<Regression> series() {
    return newest.values().stream()
        .sorted(
            comparing(Regression::getSeverity).reversed().thenComparing(Regression::getSeriesId))
        .toList();
  }

  boolean isOpen() {
    return newest.values().stream().anyMatch(Incident::isOpen);
  }

  static boolean isOpen(Regression one) {
    return switch (one.getState()) {
      case OPENED, WORSENED, EASED -> true;
      default -> false;
    };
  }

  /** RECOVERED when nothing of it is open any more; RETRACTED when nothing of it ever was. */
  RegressionState state() {
    if (isOpen()) {
      return revision() > 0 ? RegressionState.WORSENED : RegressionState.OPENED;
    }
    return newest.values().stream().allMatch(one -> one.getState() == RegressionState.RETRACTED)
        ? RegressionState.RETRACTED
        : RegressionState.RECOVERED;
  }

  /** How often it got worse after it began. */
  long revision() {
    return timesWorse.values().stream().mapToLong(times -> times - 1L).sum();
  }

  /** The worst of what is open; of all of it, when nothing is. */
  RegressionSeverity severity() {
    return newest.values().stream()
        .filter(one -> !isOpen() || isOpen(one))
        .map(Regression::getSeverity)
        .max(RegressionSeverity::compareTo)
        .orElse(RegressionSeverity.INFO);
  }

  boolean isSilence() {
    return newest.values().stream().allMatch(one -> one.getWord() == RegressionWord.SILENCE);
  }
}
