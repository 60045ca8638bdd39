package io.boardstream.agent.runner;

import java.util.Locale;
import java.util.Optional;

/** How far a job got. */
public enum Stage {
  /** The program runs, but has not reported a stage yet. */
  STARTING,
  DOWNLOADING,
  ADAPTING,
  COMPILING,
  EXECUTING;

  /** The word in reports, events and documents. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The stage of a report; {@link #STARTING} cannot be reported. */
  static Optional<Stage> reported(String word) {
    for (Stage stage : values()) {
      if (stage != STARTING && stage.word().equals(word)) {
        return Optional.of(stage);
      }
    }
    return Optional.empty();
  }

  /** Why a job failed that failed here, in the usual words. */
  public String failureReason() {
    return switch (this) {
      case STARTING, EXECUTING -> "execution_error";
      case DOWNLOADING -> "download_error";
      case ADAPTING -> "adaptation_error";
      case COMPILING -> "compilation_error";
    };
  }
}
