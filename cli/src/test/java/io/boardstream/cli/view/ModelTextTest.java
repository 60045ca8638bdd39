package io.boardstream.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class ModelTextTest {

  @Test
  void everyFacetStandsWithItsEvidenceAndEveryNumberWithItsUnit() {
    StringWriter text = new StringWriter();
    new Matrices()
        .ran("Qwen3-8B", "n300")
        .row("Qwen3-8B", "n300", "benchmark", "mean_ttft_ms", 12)
        .row("Qwen3-8B", "n300", "eval", "accuracy_check", 3)
        .row("Qwen3-8B", "n300", "benchmark_summary_functional", "ttft", 100)
        .row("Qwen3-8B", "n300", "benchmark_summary_functional", "ttft_check", 2)
        .models()
        .forEach(
            new ModelText(new PrintWriter(text, true), Matrices.SOON_AFTER, Paint.PLAIN)::print);

    assertThat(text.toString())
        .contains("qwen3-8b-fp16", "n300 (", ": Supported")
        .contains("runs            RAN, run 17 of postgres, 2026-01-02T03:04:05Z, pipeline 4711")
        .contains("commit c0ffee")
        .contains("accuracy        FAIL")
        .contains("tier            FUNCTIONAL", "FUNCTIONAL ttft_check PASS", "FUNCTIONAL ttft 100")
        .contains("[inference isl 128 osl 64 batch 1] benchmark, run 17")
        .contains("mean_tps 42.5 tokens/s", "mean_ttft_ms 12 ms")
        .contains("last verified   2026-01-02T03:04:05Z, stale after 2026-02-01T03:04:05Z")
        .doesNotContain("(stale)");
  }

  @Test
  void wordsOfEditorsAndFailuresAreTold() {
    StringWriter text = new StringWriter();
    new Matrices()
        .failed("Qwen3-8B", "n300", "Out of DRAM")
        .comingSoon("Qwen3-8B", "p150", "Q2 2027")
        .models()
        .forEach(
            new ModelText(new PrintWriter(text, true), Matrices.SOON_AFTER, Paint.PLAIN)::print);

    assertThat(text.toString())
        .contains(": Not Supported", "runs            FAILED, run 17", "failure       Out of DRAM")
        .contains(": Coming Soon")
        .contains(
            "editors         Coming Soon, expected Q2 2027, by catalogue, overrides.yaml line 2")
        .contains("note          Waits for firmware.");
  }

  @Test
  void namesFromOutsideCannotMoveTheCursor() {
    StringWriter text = new StringWriter();
    new Matrices()
        .ran("evil\u001b[2J\rmodel", "n300\u001b[H")
        .models()
        .forEach(
            new ModelText(new PrintWriter(text, true), Matrices.SOON_AFTER, Paint.PLAIN)::print);

    assertThat(text.toString()).contains("evil").doesNotContain("\u001b", "\r");
  }
}
