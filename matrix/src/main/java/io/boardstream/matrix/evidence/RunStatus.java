package io.boardstream.matrix.evidence;

import io.boardstream.avro.RunOutcome;
import java.util.Locale;
import java.util.Optional;

/** What a source says became of a run: the conclusions of CI systems and of test reports. */
final class RunStatus {

  private RunStatus() {}

  /** Skipped, cancelled and unknown words conclude nothing. */
  static RunOutcome outcome(Optional<String> word) {
    return switch (word.map(w -> w.strip().toLowerCase(Locale.ROOT)).orElse("")) {
      case "success", "passed" -> RunOutcome.RAN;
      case "failure", "failed", "error", "timed_out" -> RunOutcome.FAILED;
      default -> RunOutcome.INCONCLUSIVE;
    };
  }
}
