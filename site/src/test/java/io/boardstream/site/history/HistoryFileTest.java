package io.boardstream.site.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.site.Runs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HistoryFileTest {

  private static final String TOPIC = "topic-1";
  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  @TempDir Path folder;

  private HistoryFile file;

  @BeforeEach
  void open() {
    file = HistoryFile.open(folder, 64);
  }

  @AfterEach
  void close() {
    file.close();
  }

  @Test
  void pointsComeInTheOrderInWhichTheirRunsEnded() {
    apply(
        7,
        Runs.run("10", "2026-11-03T00:00:00Z", 3),
        Runs.run("9", "2026-11-03T00:00:00Z", 2),
        Runs.run("1", "2026-11-01T00:00:00Z", 1),
        Runs.run("none", "", 4));

    // Ties by run id, whose numbers count as numbers; what has no time is oldest.
    assertThat(values(anything())).containsExactly(4.0, 1.0, 2.0, 3.0);
  }

  @Test
  void seriesOfDifferentConfigurationsAreNeverMixed() {
    apply(
        1,
        Runs.run("1", "2026-11-01T00:00:00Z", 1),
        Runs.run("2", "2026-11-02T00:00:00Z", 2, "llama-fp16", 1024L),
        Runs.run("3", "2026-11-03T00:00:00Z", 3, "llama-fp16", null));

    assertThat(queries().series(anything()).series()).hasSize(3);
    assertThat(values(isl(Optional.of(1024L)))).containsExactly(2.0);
    assertThat(values(isl(Optional.empty()))).containsExactly(3.0);
  }

  @Test
  void theNewestPointsAreGivenAndThatThereAreMoreIsSaid() {
    apply(
        1,
        Runs.run("1", "2026-11-01T00:00:00Z", 1),
        Runs.run("2", "2026-11-02T00:00:00Z", 2),
        Runs.run("3", "2026-11-03T00:00:00Z", 3));

    SeriesQuery two = query(SeriesQuery.Size.anything(), Optional.empty(), Optional.empty(), 2);
    assertThat(values(two)).containsExactly(2.0, 3.0);
    assertThat(queries().series(two).truncated()).isTrue();
    SeriesQuery between =
        query(
            SeriesQuery.Size.anything(),
            Optional.of(Instant.parse("2026-11-02T00:00:00Z")),
            Optional.of(Instant.parse("2026-11-02T23:59:59Z")),
            10);
    assertThat(values(between)).containsExactly(2.0);
    assertThat(queries().series(between).truncated()).isFalse();
  }

  @Test
  void aRunThatChangesOrIsTakenBackLeavesNothingOfTheOldOne() {
    apply(1, Runs.run("1", "2026-11-01T00:00:00Z", 1), Runs.run("2", "2026-11-02T00:00:00Z", 2));
    assertThat(values(anything())).containsExactly(1.0, 2.0);

    apply(2, Runs.run("1", "2026-11-05T00:00:00Z", 7));
    file.apply(List.of(RunEntry.of("2", null)), Map.of(0, 3L), TOPIC, NOW);

    assertThat(values(anything())).containsExactly(7.0);
    assertThat(queries().runs("2")).isEmpty();
    assertThat(queries().runs("1").get(0).measurements()).hasSize(1);
  }

  @Test
  void aRunIsFoundByItsNameAndByItsRef() {
    apply(1, Runs.run("pipeline:7/x", "2026-11-01T00:00:00Z", 42.5));

    RunDocument run = queries().runs("pipeline:7/x").get(0);
    assertThat(queries().runs(run.ref())).containsExactly(run);
    assertThat(run.evidence().endedAt()).isEqualTo("2026-11-01T00:00:00Z");
    assertThat(run.measurements().get(0).value()).isEqualTo(42.5);
    assertThat(run.targets().get(0).tier()).isEqualTo("FUNCTIONAL");
    assertThat(run.checks().get(0).outcome()).isEqualTo("PASS");
  }

  @Test
  void daysTellHowTheirRunsEnded() {
    apply(
        1,
        Runs.run("1", "2026-11-01T00:00:00Z", 1),
        Runs.run("2", "2026-11-01T23:59:59Z", 0),
        Runs.run("3", "2026-11-02T00:00:00Z", 1),
        Runs.run("4", "", 1));

    assertThat(queries().activity(Instant.parse("2026-10-01T00:00:00Z")))
        .containsExactly(
            new Activity("2026-11-01", false, 1, 1, 0), new Activity("2026-11-02", false, 1, 0, 0));
  }

  @Test
  void aRestartGoesOnWhereTheTopicWasReadTo() {
    apply(17, Runs.run("1", "2026-11-01T00:00:00Z", 1));

    reopen();

    assertThat(file.places(TOPIC, NOW)).containsExactly(Map.entry(0, 17L));
    assertThat(values(anything())).containsExactly(1.0);
  }

  @Test
  void anotherTopicOrTooLongAnAbsenceBeginsAnew() {
    apply(17, Runs.run("1", "2026-11-01T00:00:00Z", 1));

    assertThat(file.places("topic-2", NOW)).isEmpty();
    assertThat(queries().count()).isZero();
    apply(17, Runs.run("1", "2026-11-01T00:00:00Z", 1));
    assertThat(file.places(TOPIC, NOW.plus(Duration.ofDays(30)))).isEmpty();
    assertThat(queries().count()).isZero();
  }

  @Test
  void aDamagedFileIsThrownAway() throws IOException {
    apply(17, Runs.run("1", "2026-11-01T00:00:00Z", 1));
    file.close();
    Files.writeString(folder.resolve("history.duckdb"), "no database at all");

    reopen();

    assertThat(file.places(TOPIC, NOW)).isEmpty();
    apply(1, Runs.run("2", "2026-11-01T00:00:00Z", 2));
    assertThat(values(anything())).containsExactly(2.0);
  }

  @Test
  void aFileOfAnotherShapeIsThrownAway() throws Exception {
    apply(17, Runs.run("1", "2026-11-01T00:00:00Z", 1));
    file.close();
    try (var connection =
            java.sql.DriverManager.getConnection(
                "jdbc:duckdb:" + folder.resolve("history.duckdb"));
        var statement = connection.createStatement()) {
      statement.execute("UPDATE meta SET shape = 999");
    }

    reopen();

    assertThat(file.places(TOPIC, NOW)).isEmpty();
    assertThat(queries().count()).isZero();
  }

  private void apply(long next, BenchmarkRun... runs) {
    file.apply(
        Arrays.stream(runs).map(run -> RunEntry.of(run.getEvidence().getRunId(), run)).toList(),
        Map.of(0, next),
        TOPIC,
        NOW);
  }

  private void reopen() {
    file.close();
    file = HistoryFile.open(folder, 64);
  }

  private HistoryQueries queries() {
    return new HistoryQueries(file);
  }

  private List<Double> values(SeriesQuery query) {
    return queries().series(query).series().stream()
        .flatMap(series -> series.points().stream())
        .map(Series.Point::value)
        .toList();
  }

  private static SeriesQuery anything() {
    return query(SeriesQuery.Size.anything(), Optional.empty(), Optional.empty(), 100);
  }

  private static SeriesQuery isl(Optional<Long> isl) {
    return query(new SeriesQuery.Size(false, isl), Optional.empty(), Optional.empty(), 100);
  }

  private static SeriesQuery query(
      SeriesQuery.Size isl, Optional<Instant> from, Optional<Instant> to, int limit) {
    return new SeriesQuery(
        "llama-fp16",
        "n300",
        "mean_tps",
        Optional.empty(),
        isl,
        SeriesQuery.Size.anything(),
        SeriesQuery.Size.anything(),
        from,
        to,
        limit);
  }
}
