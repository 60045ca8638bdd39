package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Law 6: unknown is not unsupported. What is missing, what is a target, what is zero and what was
 * checked are different things, and none of them is a word about support that nobody earned.
 */
final class Law6UnknownIsNotUnsupportedTest {

  private static final List<String> DEVICES = List.of("n150", "t3k", "galaxy");

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());
  private long nextId = 1;

  /** A nightly, and the next one without the job of one device. */
  @Property(tries = 200)
  void aPipelineWithAMissingJobChangesNoStatusOnlyFreshnessAges(
      @ForAll @IntRange(min = 0, max = 2) int missing,
      @ForAll @DoubleRange(min = 0, max = 2) double measured) {
    night(0, DEVICES, measured);
    Map<String, String> before = FoldedTables.text(tables.cells);
    Map<String, Status> words = words();

    List<String> others = DEVICES.stream().filter(d -> !d.equals(DEVICES.get(missing))).toList();
    night(1, others, measured);

    assertThat(words()).isEqualTo(words);
    String absent = "llama-3-1-8b-instruct-fp16/" + DEVICES.get(missing);
    // Not a byte: it was last verified when it was, and grows stale from then on.
    assertThat(FoldedTables.text(tables.cells)).containsEntry(absent, before.get(absent));
    if (measured > 0) {
      for (String device : others) {
        assertThat(cell(device).getLastVerified()).contains(Rows.NIGHT.plus(Duration.ofDays(1)));
      }
    }
  }

  @Example
  void fedTargetRowsOnlyACellIsUntested() {
    given(row -> row.setStepName("benchmark_summary_functional").setMetricName("ttft"));
    given(row -> row.setStepName("benchmark_summary_complete").setMetricName("tput_user"));
    given(row -> row.setStepName("benchmark_summary_target").setMetricName("tput_ratio"));
    given(row -> check(row.setStepName("benchmark_summary_target"), "tput_check", 2));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.UNTESTED);
    assertThat(cell("n150").getRuns()).isEmpty();
    assertThat(cell("n150").getPerformance()).isEmpty();
    assertThat(tables.runs.values())
        .allSatisfy(run -> assertThat(run.getMeasurements()).isEmpty())
        .anySatisfy(run -> assertThat(run.getTargets()).hasSize(3));
  }

  /** Whatever else the run reported, in whatever order: 1 is NA, 2 is PASS, 3 is FAIL. */
  @Property(tries = 200)
  void anAccuracyCheckOfThreeNeverReadsAsAPass(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 4) Integer> others,
      @ForAll boolean first) {
    if (first) {
      given(row -> check(row.setStepName("eval"), "accuracy_check", 3));
    }
    for (int code : others) {
      given(row -> check(row.setStepName("eval"), "accuracy_check", code));
    }
    if (!first) {
      given(row -> check(row.setStepName("eval"), "accuracy_check", 3));
    }

    assertThat(cell("n150").getAccuracy().orElseThrow().getOutcome()).isEqualTo(CheckOutcome.FAIL);
    assertThat(cell("n150").getStatus()).isEqualTo(Status.UNTESTED);
  }

  @Example
  void checksAreAnEnumOfWhichNotApplicableSaysNothing() {
    given(row -> check(row, "accuracy_check", 3));
    assertThat(cell("n150").getAccuracy().orElseThrow().getOutcome()).isEqualTo(CheckOutcome.FAIL);

    given(row -> check(of(row, 1), "accuracy_check", 2));
    assertThat(cell("n150").getAccuracy().orElseThrow().getOutcome()).isEqualTo(CheckOutcome.PASS);

    given(row -> check(of(row, 2), "accuracy_check", 1));
    assertThat(cell("n150").getAccuracy().orElseThrow().getEvidence().getRunId())
        .isEqualTo("night-1");
  }

  @Example
  void zeroThroughputIsNotSupport() {
    given(row -> row.setMetricValue(0.0));
    given(row -> row.setMetricName("num_requests").setMetricValue(8.0));

    assertThat(cell("n150").getStatus()).isEqualTo(Status.UNTESTED);
    assertThat(cell("n150").getLatestAttemptOutcome()).isEqualTo(RunOutcome.INCONCLUSIVE);
    assertThat(cell("n150").getPerformance()).isEmpty();
  }

  private void night(int number, List<String> devices, double measured) {
    for (String device : devices) {
      given(row -> of(row, number).setDeviceName(device).setMetricValue(measured));
    }
  }

  private static BenchmarkRow.Builder of(BenchmarkRow.Builder row, int night) {
    return row.setPipelineEndTs(Rows.NIGHT.plus(Duration.ofDays(night)))
        .setGithubPipelineId("pipeline-" + night)
        .setBenchmarkRunId("night-" + night);
  }

  private static BenchmarkRow.Builder check(BenchmarkRow.Builder row, String name, int code) {
    return row.setMetricName(name).setMetricValue((double) code);
  }

  private void given(UnaryOperator<BenchmarkRow.Builder> change) {
    tables.put(Rows.row(nextId++, change));
    tables.settle();
  }

  private Map<String, Status> words() {
    Map<String, Status> words = new TreeMap<>();
    tables.cells.forEach((key, cell) -> words.put(key, cell.getStatus()));
    return words;
  }

  private Cell cell(String device) {
    Cell cell = tables.cells.get("llama-3-1-8b-instruct-fp16/" + device);
    assertThat(cell).isNotNull();
    return cell;
  }
}
