package io.boardstream.matrix.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FailureRulesTest {
  private final FailureRules rules = FailureRules.builtIn();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "memory-dram | TT_FATAL: not enough space to allocate 99 B DRAM buffer on 8 banks",
        "memory-l1 | CB 3 overflow: L1 is full",
        "memory-host | java.lang.OutOfMemoryError: Java heap space",
        "memory-host | process was ended by signal 9 (SIGKILL)",
        "memory-device | failed to allocate a buffer of 12 GB",
        "dispatch-fabric | Timed out while waiting for device 3",
        "dispatch-fabric | ARC of chip 2 does not respond: heartbeat lost",
        "network | curl: (6) Could not resolve host: models.example.org",
        "network | OSError: [Errno 28] No space left on device",
        "network | 401 Client Error: Unauthorized for url",
        "dependency | libfoo.so.2: cannot open shared object file: No such file or directory",
        "dependency | ImportError: libtt.so: undefined symbol: _ZN2tt",
        "configuration | compile: error: unrecognized arguments: --fast",
        "harness | the harness ended with exit code 0 without a result",
        "timeout | stage compiling took longer than 600 s: timeout",
        "numeric-mismatch | PCC 0.71 is below 0.99",
        "numeric-mismatch | max absolute difference 3.2 exceeds 0.1",
        "accuracy-target | accuracy 0.41 is below the target 0.72",
        "unsupported-op | NOT_IMPLEMENTED : Could not find an implementation for Foo(1) node",
        "unsupported-op | Fatal error: com.example:Frobnicate(-1) is not a registered function/op",
        "data-type | expected a tensor of type float32 but its dtype does not match: got int64",
        "shape | mat1 and mat2 shapes cannot be multiplied (2x3 and 4x5)",
        "compiler | mlir module failed verification after pass 12",
        "crash | Segmentation fault (core dumped)",
        "model-code | AttributeError: 'Foo' object has no attribute 'bar'",
        "runtime | TT_THROW @ mesh_device.cpp:77: tt::exception",
        "unknown | AssertionError",
      })
  void textsGoIntoTheCategoryOfTheirCause(String category, String text) {
    assertThat(rules.diagnose(text).category().id()).isEqualTo(category);
  }

  @Test
  void thereAreAtMostTwentyCategoriesAndAllSayWhatToDo() {
    assertThat(rules.categories()).hasSizeLessThanOrEqualTo(20);
    assertThat(rules.categories()).allSatisfy(c -> assertThat(c.action()).isNotBlank());
    assertThat(rules.category("unknown")).isPresent();
  }

  @Test
  void whatIsNamedInFramesAndQuietLogLinesDidNotFail() {
    String log =
        """
        INFO 03-10 08:43:07 [x.py:1] set DISPATCH_TIMEOUT=5, device timeout 3
        2026-03-10 08:43:38 | warning  |  UMD | out of memory on host, trying again
        ValueError: it did not work
        --- ttnn::operations::conv::check_shape(tt::Shape const&)
          File "/opt/timeout/dram/oom.py", line 3, in broadcast
        """;

    assertThat(rules.diagnose(log).category().id()).isEqualTo("unknown");
  }

  @Test
  void aRuleOfAUserComesFirstAndMayAddACategory() {
    FailureRules mine =
        rules.extendedBy(
            new CatalogueText(
                "mine.yaml",
                """
                categories: []
                rules:
                  - {id: licence, category: configuration, match: ['licence (expired|missing)']}
                """));

    Diagnosis diagnosis = mine.diagnose("out of memory: licence expired");

    assertThat(diagnosis.category().id()).isEqualTo("configuration");
    assertThat(diagnosis.rule()).contains("licence");
    assertThat(diagnosis.found()).isEqualTo("licence expired");
  }

  @Test
  void aWrongTextIsRefusedWithItsLine() {
    assertThatThrownBy(
            () -> rules.extendedBy(text("rules:\n  - {id: a, category: nix, match: [x]}")))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("mine.yaml, line 2")
        .hasMessageContaining("is none of unknown, memory-dram");
    assertThatThrownBy(
            () -> rules.extendedBy(text("rules:\n  - {id: a, category: shape, match: ['(']}")))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("RE2");
    assertThatThrownBy(
            () ->
                rules.extendedBy(
                    text("categories:\n  - {id: one-more, title: One, action: Count.}\n")))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("at most 20");
  }

  @Test
  void aHugeTextOfOneLineIsReadInBoundedTime() {
    String huge = "a.a/".repeat(5_000_000);

    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(60), () -> rules.diagnose(huge + "\nSegmentation fault"));
    assertThat(rules.diagnose(huge + "\nSegmentation fault").category().id()).isEqualTo("crash");
  }

  @Test
  void theStageIsNotGuessed() {
    // The same text fails in several stages; nothing of the answer depends on one.
    assertThat(rules.categories().stream().map(FailureCategory::id).collect(Collectors.toSet()))
        .doesNotContain("compiling", "executing", "downloading");
  }

  private static CatalogueText text(String yaml) {
    return new CatalogueText("mine.yaml", yaml);
  }
}
