package io.boardstream.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boardstream.cli.Commands.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RegressionsCommandTest {

  @TempDir Path folder;

  /** Two series, mixed: one drops from 63 to 41 at 30, the other stays. */
  private Path series(String... more) throws IOException {
    StringBuilder text = new StringBuilder("series_id,index,day,value\n");
    for (int i = 0; i < 50; i++) {
      double calm = 63 * (1 + 0.004 * (i * 7 % 5 - 2));
      text.append("drops,%d,%d,%s\n".formatted(i, i, i < 30 ? calm : calm - 22));
      text.append("stays,%d,%d,%s\n".formatted(i, i, calm));
    }
    for (String line : more) {
      text.append(line).append('\n');
    }
    return Files.writeString(folder.resolve("series.csv"), text);
  }

  private Outcome evaluate(Path series) {
    return Commands.run(
        "regressions", "evaluate", "--series", series.toString(), "--out", out().toString());
  }

  private Path out() {
    return folder.resolve("detections.csv");
  }

  @Test
  void evaluateWritesWhereAChangeBeganAndWhenItWasTold() throws IOException {
    Outcome outcome = evaluate(series());

    assertThat(outcome.exitCode()).isZero();
    assertThat(Files.readAllLines(out()))
        .containsExactly("series_id,detected_at_index,change_index,direction", "drops,33,30,down");
    assertThat(outcome.err()).contains("1 changes in 2 series of 100 points");
  }

  @Test
  void aPointThatCannotBeUsedIsToldAndTheOthersCount() throws IOException {
    Outcome outcome = evaluate(series("drops,50,50,fast", "stays,50,50,NaN", "stays,3,3,63"));

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.err())
        .contains("row 101, series drops", "'fast'", "row 102", "NaN", "index 3 comes after 49")
        .contains("3 of 103 points could not be used");
    assertThat(Files.readAllLines(out())).hasSize(2);
  }

  @Test
  void aFileWithoutTheColumnsSaysWhichIsMissing() throws IOException {
    Outcome outcome =
        evaluate(Files.writeString(folder.resolve("x.csv"), "series_id,value\na,1\n"));

    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err()).contains("index", "series_id,value").doesNotContain("\tat ");
    assertThat(out()).doesNotExist();
  }

  @Test
  void explainShowsWhyAChangeWasTold() throws IOException {
    Outcome outcome = explain("drops", "33");

    assertThat(outcome.exitCode()).isZero();
    assertThat(outcome.out())
        .contains("change at 30, told at 33", "point 33: a change from 30 on", "-35.", "evidence")
        .contains("|");
  }

  @Test
  void explainShowsWhyNoneWasTold() throws IOException {
    assertThat(explain("drops", "32").out())
        .contains("series drops, 33 points", "point 32: no change; the nearest is one from");
    assertThat(explain("stays", "49").out()).contains("the shift is below the floor of 1.8 %");
    assertThat(explain("stays", "5").out()).contains("no change can be seen yet");
  }

  @Test
  void explainOfWhatIsNotThereSaysSo() throws IOException {
    assertThat(explain("nobody", "3").err()).contains("there is no series nobody");
    assertThat(explain("drops", "99").err()).contains("series drops has no point 99");
  }

  private Outcome explain(String id, String at) throws IOException {
    return Commands.run(
        "regressions", "explain", "--series", series().toString(), "--id", id, "--at", at);
  }

  @ParameterizedTest
  @CsvSource({"synth_dev, 0.92, 0.4, 4, 10", "sap_injected, 0.94, 0.25, 6, 20"})
  void theYardstickIsReached(String name, double f1, double falseAlerts, int median, int tail)
      throws IOException {
    Path beside = Path.of("../../shared/regression");
    Path shared = Files.exists(beside) ? beside : Path.of("../../../shared/regression");
    assumeTrue(Files.exists(shared), "the shared data is not beside the repository");

    assertThat(evaluate(shared.resolve(name).resolve("series.csv")).exitCode()).isZero();

    Yardstick.Score score = Yardstick.score(out(), shared.resolve(name));
    assertThat(score.f1()).isGreaterThanOrEqualTo(f1);
    assertThat(score.falseAlertsPerThousand()).isLessThanOrEqualTo(falseAlerts);
    assertThat(score.delay(0.5)).isLessThanOrEqualTo(median);
    assertThat(score.delay(0.9)).isLessThanOrEqualTo(tail);
  }
}
