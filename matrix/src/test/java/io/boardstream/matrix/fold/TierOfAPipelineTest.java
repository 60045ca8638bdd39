package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.Check;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Status;
import io.boardstream.avro.Tier;
import io.boardstream.avro.TierFacet;
import io.boardstream.avro.TierRun;
import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A pipeline has many runs; the tier of a cell is that of all of them together. */
final class TierOfAPipelineTest {

  private static final int PASS = 2;
  private static final int FAIL = 3;
  private static final String CELL = "llama-3-1-8b-instruct-fp16/n150";

  private final FoldedTables tables = new FoldedTables(Catalogue.builtIn());
  private long nextId = 1;

  @Test
  void aCheckThatFailedInAnyRunOfThePipelineDecides() {
    check("100", "1", "functional", "ttft_check", PASS);
    check("100", "1", "complete", "ttft_check", PASS);
    check("100", "2", "functional", "ttft_check", PASS);
    check("100", "2", "complete", "ttft_check", FAIL);
    check("100", "3", "functional", "tput_check", PASS);

    assertThat(tier().getTier()).contains(Tier.FUNCTIONAL);
    assertThat(tier().getEvidence().getRunId()).isEqualTo("3");
    assertThat(tier().getRuns())
        .extracting(run -> run.getEvidence().getRunId(), TierRun::getTier)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple("3", Optional.of(Tier.FUNCTIONAL)),
            org.assertj.core.groups.Tuple.tuple("2", Optional.of(Tier.FUNCTIONAL)),
            org.assertj.core.groups.Tuple.tuple("1", Optional.of(Tier.COMPLETE)));
    assertThat(tier().getChecks())
        .contains(new Check(Tier.COMPLETE, "ttft_check", CheckOutcome.FAIL));
  }

  @Test
  void onlyTheNewestPipelineThatCheckedTiersCounts() {
    check("100", "1", "target", "ttft_check", FAIL);
    check("101", "2", "target", "ttft_check", PASS);
    // A newer pipeline that checked nothing takes no tier away.
    tables.put(
        Rows.row(
            nextId++,
            row ->
                row.setGithubPipelineId("102")
                    .setBenchmarkRunId("3")
                    .setPipelineEndTs(Rows.NIGHT.plus(Duration.ofDays(3)))));
    tables.settle();

    assertThat(tier().getTier()).contains(Tier.TARGET);
    assertThat(tier().getEvidence().getGithubPipelineId()).contains("101");
  }

  @Test
  void pipelinesOfOneIdInTwoSourcesAreTwo() {
    check("100", "1", "target", "ttft_check", FAIL);
    tables.put(
        Rows.row(
            nextId++,
            row ->
                row.setSource("zz-other")
                    .setGithubPipelineId("100")
                    .setBenchmarkRunId("2")
                    .setPipelineEndTs(Rows.NIGHT.plusSeconds(100))
                    .setStepName("benchmark_summary_target")
                    .setMetricName("ttft_check")
                    .setMetricValue((double) PASS)));
    tables.settle();

    assertThat(tier().getTier()).contains(Tier.TARGET);
  }

  @Test
  void targetsOnlyAreNoEvidenceAndNoTier() {
    tables.put(
        Rows.row(
            nextId++,
            row ->
                row.setStepName("benchmark_summary_target")
                    .setMetricName("tput")
                    .setMetricValue(99.0)));
    tables.settle();

    assertThat(tables.cells.get(CELL).getStatus()).isEqualTo(Status.UNTESTED);
    assertThat(tables.cells.get(CELL).getTier()).isEmpty();
  }

  @Test
  void runsWithoutAPipelineAreEachByThemselves() {
    check(null, "1", "target", "ttft_check", FAIL);
    check(null, "2", "target", "ttft_check", PASS);

    assertThat(tier().getTier()).contains(Tier.TARGET);
    assertThat(tier().getRuns()).hasSize(1);
  }

  private TierFacet tier() {
    return tables.cells.get(CELL).getTier().orElseThrow();
  }

  private void check(String pipeline, String run, String tier, String name, int code) {
    long night = pipeline == null ? 0 : Long.parseLong(pipeline);
    tables.put(
        Rows.row(
            nextId++,
            row ->
                row.setGithubPipelineId(pipeline)
                    .setPipelineEndTs(Rows.NIGHT.plusSeconds(night))
                    .setBenchmarkRunId(run)
                    .setStepName("benchmark_summary_" + tier)
                    .setMetricName(name)
                    .setMetricValue((double) code)));
    tables.settle();
  }
}
