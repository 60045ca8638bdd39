package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionKind;
import io.boardstream.avro.RegressionLevel;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import io.boardstream.avro.RegressionWord;
import io.boardstream.matrix.evidence.Metric;
import io.boardstream.matrix.failure.FailureRules;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Makes records of news, with the runs that they name. */
final class RegressionRecords {

  private static final int MAX_FAILURE_LETTERS = 2_000;

  /** Where a job or a pipeline is seen, its repository is too. */
  private static final Pattern OF_A_REPOSITORY =
      Pattern.compile("(https?://[^/\\s?#]{1,200}/[^/\\s?#]{1,200}/([^/\\s?#]{1,200}))/actions/.*");

  private static final Pattern COMMIT = Pattern.compile("[0-9a-fA-F]{7,64}");
  private static final FailureRules CATEGORIES = FailureRules.builtIn();

  private final OrderedStore store;
  private final AvroBytes<BenchmarkRun> runs;

  RegressionRecords(OrderedStore store, AvroBytes<BenchmarkRun> runs) {
    this.store = store;
    this.runs = runs;
  }

  /** The record of a piece of news; others of its incident are still to be named. */
  Regression of(SeriesGroup group, String name, News news) {
    BenchmarkRun firstBad = run(news.began());
    BenchmarkRun told = run(news.told());
    boolean measured = news.kind() == RegressionKind.PERFORMANCE;
    Optional<Evidence> lastGood =
        Optional.ofNullable(news.lastGood()).map(this::run).map(BenchmarkRun::getEvidence);
    Regression.Builder record =
        about(group, group.series(name), firstBad)
            .setRegressionId(
                News.regressionId(
                    SeriesGroup.seriesId(group.cell(), group.series(name)), news.began()))
            .setKind(news.kind())
            .setWord(news.word())
            .setState(news.state())
            .setSeverity(news.severity())
            .setBaseline(news.baseline())
            .setLevel(news.level())
            .setRelative(news.relative().orElse(null))
            .setConfidence(news.confidence().orElse(null))
            .setLastGood(lastGood.orElse(null))
            .setFirstBad(firstBad.getEvidence())
            .setToldBy(told.getEvidence())
            .setBeganAt(firstBad.getEvidence().getEndedAt().orElse(null))
            .setChangedAt(told.getEvidence().getEndedAt().orElse(null));
    if (measured) {
      record
          .setConfiguration(firstBad.getConfiguration())
          .setStepName(step(group))
          .setMetricName(name)
          .setUnit(Metric.unit(name))
          .setDirection(Metric.direction(name));
    }
    failure(record, told);
    commits(record, lastGood, firstBad.getEvidence());
    return record.build();
  }

  /** The record of a cell that stopped to report. */
  Regression silent(SeriesGroup group, String series, SeriesPoint last, Instant from) {
    BenchmarkRun run = run(last);
    RegressionLevel nothing = new RegressionLevel(null, null, 0L, null);
    return about(group, series, run)
        .setRegressionId(News.regressionId(SeriesGroup.seriesId(group.cell(), series), last))
        .setKind(RegressionKind.SILENCE)
        .setWord(RegressionWord.SILENCE)
        .setState(RegressionState.OPENED)
        .setSeverity(RegressionSeverity.INFO)
        .setBaseline(nothing)
        .setLevel(nothing)
        .setLastGood(run.getEvidence())
        .setFirstBad(run.getEvidence())
        .setToldBy(run.getEvidence())
        .setBeganAt(run.getEvidence().getEndedAt().orElse(null))
        .setChangedAt(from)
        .build();
  }

  private static Regression.Builder about(SeriesGroup group, String series, BenchmarkRun firstBad) {
    return Regression.newBuilder()
        .setIncidentId(incident(group.cell(), firstBad.getEvidence()))
        .setSeriesId(SeriesGroup.seriesId(group.cell(), series))
        .setModelId(group.cell().modelId())
        .setMlModelName(firstBad.getMlModelName())
        .setDeviceId(group.cell().deviceId())
        .setDirection(Direction.NONE)
        .setMovedWith(List.of())
        .setMovedWithCount(0L);
  }

  /** What moved with one pipeline, on one device, of one model, likely has one cause. */
  private static String incident(CellId cell, Evidence firstBad) {
    return Digests.hex(cell.topicKey().getBytes(UTF_8), new byte[] {0}, Keys.pipeline(firstBad));
  }

  private static void failure(Regression.Builder record, BenchmarkRun told) {
    told.getFailure()
        .ifPresent(
            text -> {
              record.setFailure(text.length() <= MAX_FAILURE_LETTERS ? text : cut(text) + "…");
              record.setFailureCategory(CATEGORIES.diagnose(text).category().id());
            });
  }

  private static String cut(String text) {
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_FAILURE_LETTERS - 1));
    return text.substring(0, splits ? MAX_FAILURE_LETTERS - 1 : MAX_FAILURE_LETTERS);
  }

  /** Only between commits of one repository, and where its address is known. */
  private static void commits(
      Regression.Builder record, Optional<Evidence> lastGood, Evidence firstBad) {
    Optional<String> before = lastGood.flatMap(Evidence::getGitCommitHash);
    Optional<String> after = firstBad.getGitCommitHash();
    record.setCommitBefore(before.orElse(null)).setCommitAfter(after.orElse(null));
    if (before.isEmpty()
        || after.isEmpty()
        || before.equals(after)
        || !COMMIT.matcher(before.get()).matches()
        || !COMMIT.matcher(after.get()).matches()) {
      return;
    }
    Optional<String> repository = firstBad.getLink().flatMap(RegressionRecords::repository);
    boolean same =
        repository.equals(
            lastGood.flatMap(Evidence::getLink).flatMap(RegressionRecords::repository));
    boolean named =
        firstBad
            .getGitRepoName()
            .map(name -> repository.filter(address -> address.endsWith("/" + name)).isPresent())
            .orElse(true);
    if (repository.isPresent() && same && named) {
      record.setCommitsLink(repository.get() + "/compare/" + before.get() + "..." + after.get());
    }
  }

  private static Optional<String> repository(String link) {
    Matcher matcher = OF_A_REPOSITORY.matcher(link);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private static String step(SeriesGroup group) {
    String last = group.what().substring(group.what().lastIndexOf('/') + 1);
    return last.equals("-") ? "" : last.replace("%2F", "/").replace("%2D", "-").replace("%25", "%");
  }

  private BenchmarkRun run(SeriesPoint point) {
    byte[] bytes = store.get(Keys.runs(point.run().bytes()));
    if (bytes == null) {
      throw new IllegalStateException("A series names a run that is not stored");
    }
    return runs.decode(bytes);
  }
}
