package io.boardstream.matrix.regression;

import static io.boardstream.matrix.regression.StatusTracker.Happening.EASED;
import static io.boardstream.matrix.regression.StatusTracker.Happening.IMPROVED;
import static io.boardstream.matrix.regression.StatusTracker.Happening.OPENED;
import static io.boardstream.matrix.regression.StatusTracker.Happening.RECOVERED;
import static io.boardstream.matrix.regression.StatusTracker.Happening.WORSENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.boardstream.matrix.regression.StatusTracker.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

final class StatusTrackerTest {

  private static List<Event<Integer>> events(StatusRule rule, int... ranks) {
    StatusTracker<Integer> tracker = new StatusTracker<>(rule);
    List<Event<Integer>> events = new ArrayList<>();
    for (int i = 0; i < ranks.length; i++) {
      tracker.add(i, ranks[i]).ifPresent(events::add);
    }
    return events;
  }

  @Test
  void oneFailedRunIsNotYetARegressionTwoAreAndTheFirstDatesIt() {
    assertThat(events(StatusRule.MEASURED, 1, 1, 0)).isEmpty();
    assertThat(events(StatusRule.MEASURED, 1, 1, 0, 0))
        .containsExactly(new Event<>(OPENED, 2, 1, 2, 3, 1, 0));
  }

  @Test
  void itIsToldOnceAndRecoversWithTheFirstRunThatPasses() {
    assertThat(events(StatusRule.MEASURED, 1, 0, 0, 0, 0, 0, 1, 1))
        .containsExactly(
            new Event<>(OPENED, 1, 0, 1, 2, 1, 0), new Event<>(RECOVERED, 1, 5, 6, 6, 0, 1));
  }

  @Test
  void whatFailsNowAndThenIsFlakyAndMustFailLongerThanItEverDid() {
    assertThat(events(StatusRule.MEASURED, 1, 0, 1, 0, 1, 1, 0, 1, 0, 1)).isEmpty();

    assertThat(events(StatusRule.MEASURED, 1, 0, 0, 1, 0, 0, 1, 0, 0, 1))
        .extracting(Event::happening)
        .containsExactly(OPENED, RECOVERED);
    assertThat(events(StatusRule.MEASURED, 1, 0, 0, 1, 0, 0, 1, 0, 0, 0))
        .extracting(Event::happening, Event::since)
        .containsExactly(Tuple.tuple(OPENED, 1), Tuple.tuple(RECOVERED, 3), Tuple.tuple(OPENED, 7));
  }

  @Test
  void whatWasBrokenForLongAndRepairedIsNotFlaky() {
    assertThat(events(StatusRule.MEASURED, 1, 0, 0, 0, 0, 0, 0, 1, 0, 0))
        .extracting(Event::happening, Event::told)
        .containsExactly(Tuple.tuple(OPENED, 2), Tuple.tuple(RECOVERED, 7), Tuple.tuple(OPENED, 9));
  }

  @Test
  void aTierThatFallsInTwoStepsIsOneRegression() {
    assertThat(events(StatusRule.DECIDED, 2, 1, 0, 1, 2, 3))
        .extracting(Event::happening)
        .containsExactly(OPENED, WORSENED, EASED, RECOVERED, IMPROVED);
    assertThat(events(StatusRule.DECIDED, 2, 1, 0, 1, 2))
        .extracting(Event::regression)
        .containsOnly(1);
  }

  @Test
  void aRankThatIsLostOnlyOnceInARowOfFailuresIsNotLost() {
    assertThat(events(StatusRule.MEASURED, 2, 0, 1))
        .extracting(Event::happening, Event::from, Event::to)
        .containsExactly(Tuple.tuple(OPENED, 2, 1));
  }

  @Property(tries = 300)
  void openedAndRecoveredTakeTurns(@ForAll @Size(max = 60) List<@IntRange(max = 3) Integer> ranks) {
    boolean open = false;
    StatusTracker<Integer> tracker = new StatusTracker<>(StatusRule.MEASURED);
    for (int i = 0; i < ranks.size(); i++) {
      var event = tracker.add(i, ranks.get(i));
      if (event.isPresent()) {
        switch (event.get().happening()) {
          case OPENED -> {
            assertThat(open).isFalse();
            open = true;
          }
          case WORSENED, EASED -> assertThat(open).isTrue();
          case RECOVERED -> {
            assertThat(open).isTrue();
            open = false;
          }
          case IMPROVED -> assertThat(open).isFalse();
        }
      }
      assertThat(tracker.isOpen()).isEqualTo(open);
    }
  }

  @Test
  void everyDemotionOfARealHistoryIsToldOnceAndNothingElse() throws IOException {
    Map<String, Integer> ranks = Map.of("✅", 2, "🚧", 1, "❌", 0);
    List<String[]> rows =
        rows("pytorch2.0_ttnn/model_status_history.csv", "commit_ts", "model", "Status");

    assertDemotions(rows, ranks, 31);
  }

  @Test
  void everyHardwareThatATableTookBackIsToldOnce() throws IOException {
    List<String[]> rows =
        rows("tt_buda/model_support_history.csv", "commit_ts", "model", "column", "new").stream()
            .filter(row -> row[2].matches("(e75|e150|n150|n300.*)"))
            .map(row -> new String[] {row[0], row[1] + " " + row[2], row[3]})
            .toList();

    assertDemotions(rows, Map.of("✔️", 1, "✘", 0), 9);
  }

  /** Against a plain count of neighbours in the table: time, name, word. */
  private static void assertDemotions(
      List<String[]> rows, Map<String, Integer> ranks, int expected) {
    Map<String, StatusTracker<String>> trackers = new HashMap<>();
    Map<String, Integer> last = new HashMap<>();
    List<String> told = new ArrayList<>();
    List<String> fell = new ArrayList<>();
    for (String[] row : rows) {
      Integer rank = ranks.get(row[2]);
      if (rank == null) {
        continue;
      }
      String place = row[0] + " " + row[1];
      Integer before = last.put(row[1], rank);
      if (before != null && rank < before) {
        fell.add(place);
      }
      trackers
          .computeIfAbsent(row[1], name -> new StatusTracker<>(StatusRule.DECIDED))
          .add(place, rank)
          .filter(event -> event.happening() == OPENED || event.happening() == WORSENED)
          .ifPresent(event -> told.add(event.since()));
    }
    assertThat(told).isEqualTo(fell).hasSize(expected).doesNotHaveDuplicates();
  }

  private static List<String[]> rows(String file, String... columns) throws IOException {
    Path beside = Path.of("../../shared/data").resolve(file);
    Path path = Files.exists(beside) ? beside : Path.of("../../../shared/data").resolve(file);
    assumeTrue(Files.exists(path), "the shared data is not beside the repository");
    List<String[]> rows = new ArrayList<>();
    try (MappingIterator<Map<String, String>> lines =
        new CsvMapper()
            .readerForMapOf(String.class)
            .with(CsvSchema.emptySchema().withHeader())
            .readValues(path.toFile())) {
      while (lines.hasNext()) {
        Map<String, String> line = lines.next();
        rows.add(Arrays.stream(columns).map(line::get).toArray(String[]::new));
      }
    }
    return rows;
  }
}
