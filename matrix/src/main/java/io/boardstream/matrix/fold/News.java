package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Direction;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import io.boardstream.matrix.evidence.Metric;
import io.boardstream.matrix.fold.FindingsTrack.Ranked;
import io.boardstream.matrix.fold.PerformanceTrack.Shift;
import io.boardstream.matrix.regression.NewCategory;
import io.boardstream.matrix.regression.OrderedSeries.Dated;
import io.boardstream.matrix.regression.PerformanceHistory;
import io.boardstream.matrix.regression.Severity;
import io.boardstream.matrix.regression.Split;
import io.boardstream.matrix.regression.StatusRule;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of news about a series: all that a record says of it, before its runs are looked up.
 *
 * @param began the run at which the regression began; with the series its id
 * @param since the run at which the newest level began
 * @param told the run that convinced
 * @param lastGood the newest run before it began
 */
record News(
    RegressionKind kind,
    RegressionWord word,
    RegressionState state,
    RegressionSeverity severity,
    SeriesPoint began,
    SeriesPoint since,
    SeriesPoint told,
    @Nullable SeriesPoint lastGood,
    RegressionLevel baseline,
    RegressionLevel level,
    Optional<Double> relative,
    Optional<Double> confidence) {

  /** Places in a thousand at which a level changes. */
  private static final double ODDS_AGAINST = 999;

  /** In the order of {@link FindingsTrack#RUNS} and so on, from the lowest rank on. */
  private static final Map<String, List<String>> WORDS =
      Map.of(
          FindingsTrack.RUNS, List.of("FAILED", "RAN"),
          FindingsTrack.ACCURACY, List.of("FAIL", "PASS"),
          FindingsTrack.TIER, List.of("NONE", "FUNCTIONAL", "COMPLETE", "TARGET"),
          FindingsTrack.STAGE, FoundPoint.STAGES);

  boolean isOpen() {
    return word == RegressionWord.REGRESSION
        && (state == RegressionState.OPENED
            || state == RegressionState.WORSENED
            || state == RegressionState.EASED);
  }

  /** Id of the regression, within all series. */
  static String regressionId(String seriesId, SeriesPoint began) {
    return Digests.hex(
        seriesId.getBytes(UTF_8), new byte[] {0}, began.unit().bytes(), began.run().bytes());
  }

  /** Tells pieces of news of one series apart: the same again is no news. */
  long identity() {
    byte[] digest =
        Digests.sha256(
            word.name().getBytes(UTF_8),
            state.name().getBytes(UTF_8),
            began.packed(),
            since.packed());
    return ByteBuffer.wrap(digest).getLong();
  }

  /** What the changes of a series mean, oldest first. */
  static List<News> of(SeriesGroup group, String name, List<byte[]> changes, StatusRule measured) {
    if (!group.isOfFindings()) {
      return ofMeasurements(Metric.direction(name), changes);
    }
    return name.equals(FindingsTrack.FAILURE)
        ? changes.stream().map(FindingsTrack::categoryEvent).map(News::ofCategory).toList()
        : ofRanks(name, changes.stream().map(Ranked::unpack).toList(), measured);
  }

  private static List<News> ofMeasurements(Direction better, List<byte[]> changes) {
    List<Shift> shifts = changes.stream().map(Shift::unpack).toList();
    Map<Dated<SeriesPoint>, Shift> byChange = new HashMap<>();
    shifts.forEach(shift -> byChange.put(shift.dated(), shift));
    List<News> news = new ArrayList<>();
    @Nullable Shift opened = null;
    for (PerformanceHistory.Event<SeriesPoint> event :
        PerformanceHistory.events(better, shifts.stream().map(Shift::dated).toList())) {
      Shift shift = byChange.get(event.change());
      if (shift == null) {
        throw new IllegalStateException("An event is about a change that is not there");
      }
      boolean begins =
          event.happening() == PerformanceHistory.Happening.OPENED
              || event.happening() == PerformanceHistory.Happening.IMPROVED;
      if (begins || opened == null) {
        opened = shift;
      }
      news.add(measured(event, opened, shift));
    }
    return news;
  }

  private static News measured(
      PerformanceHistory.Event<SeriesPoint> event, Shift opened, Shift shift) {
    boolean improved = event.happening() == PerformanceHistory.Happening.IMPROVED;
    Split first = opened.dated().change().split();
    Split split = shift.dated().change().split();
    double relative = event.relative();
    return new News(
        RegressionKind.PERFORMANCE,
        improved ? RegressionWord.IMPROVEMENT : RegressionWord.REGRESSION,
        improved ? RegressionState.NOTED : RegressionState.valueOf(event.happening().name()),
        improved
            ? RegressionSeverity.INFO
            : RegressionSeverity.valueOf(Severity.ofLoss(relative).name()),
        event.regression(),
        shift.dated().first(),
        shift.dated().told(),
        opened.dated().lastBefore(),
        new RegressionLevel(event.baseline(), first.spread(), (long) first.reference(), null),
        new RegressionLevel(split.after(), shift.spread(), (long) split.points(), null),
        Optional.of(relative).filter(Double::isFinite),
        Optional.of(confidence(split.evidence())));
  }

  /** Of the odds that the evidence leaves, to four places. */
  private static double confidence(double evidence) {
    double doubt = ODDS_AGAINST * StrictMath.exp(-evidence);
    return StrictMath.rint(10_000 / (1 + doubt)) / 10_000;
  }

  private static List<News> ofRanks(String name, List<Ranked> events, StatusRule measured) {
    List<News> news = new ArrayList<>();
    @Nullable Ranked opened = null;
    for (Ranked event : events) {
      if (event.happening().equals("OPENED") || opened == null) {
        opened = event;
      }
      boolean about = event.regression().equals(opened.regression());
      Ranked first = about ? opened : event;
      RegressionWord word =
          switch (event.happening()) {
            case "IMPROVED" -> RegressionWord.IMPROVEMENT;
            case Ranked.FLAKY -> RegressionWord.FLAKY;
            default -> RegressionWord.REGRESSION;
          };
      boolean isRegression = word == RegressionWord.REGRESSION;
      news.add(
          new News(
              kind(name),
              word,
              isRegression ? RegressionState.valueOf(event.happening()) : RegressionState.NOTED,
              isRegression ? severity(name) : RegressionSeverity.INFO,
              event.regression(),
              event.since(),
              event.told(),
              first.lastGood(),
              word(name, first.from(), 1),
              word(name, event.to(), event.to() < event.from() ? measured.confirmations() : 1),
              Optional.empty(),
              Optional.empty()));
    }
    return news;
  }

  private static RegressionLevel word(String name, int rank, int findings) {
    List<String> words = WORDS.getOrDefault(name, List.of());
    return new RegressionLevel(null, null, (long) findings, words.get(rank));
  }

  private static RegressionKind kind(String name) {
    return switch (name) {
      case FindingsTrack.RUNS -> RegressionKind.STATUS;
      case FindingsTrack.ACCURACY -> RegressionKind.ACCURACY;
      case FindingsTrack.TIER -> RegressionKind.TIER;
      default -> RegressionKind.COMPILE_STAGE;
    };
  }

  private static RegressionSeverity severity(String name) {
    return name.equals(FindingsTrack.STAGE)
        ? RegressionSeverity.MAJOR
        : RegressionSeverity.CRITICAL;
  }

  private static News ofCategory(NewCategory.Event<SeriesPoint> event) {
    return new News(
        RegressionKind.FAILURE_CATEGORY,
        RegressionWord.REGRESSION,
        event.opened() ? RegressionState.OPENED : RegressionState.RECOVERED,
        RegressionSeverity.MINOR,
        event.since(),
        event.opened() ? event.since() : event.told(),
        event.told(),
        event.lastGood(),
        new RegressionLevel(null, null, 1L, event.before()),
        new RegressionLevel(null, null, event.opened() ? 2L : 1L, event.category()),
        Optional.empty(),
        Optional.empty());
  }
}
