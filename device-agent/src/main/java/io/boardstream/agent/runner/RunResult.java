package io.boardstream.agent.runner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How a program ended.
 *
 * @param outcome the word for it
 * @param stage the last stage that it reported
 * @param failureReason one of the usual words; empty when it completed
 * @param message what went wrong, for people; empty when it completed
 * @param stack of the failure as reported, else empty
 * @param exitCode absent when it was ended by a signal
 * @param signal that ended it, our own included
 * @param peakMemoryBytes resident, of all processes together, as sampled
 * @param durations of each stage that was reached
 * @param metrics that it reported
 * @param properties that it reported: versions and other texts
 * @param warnings that it reported, the first of them
 * @param tail the end of what it printed
 * @param outputBytes that it printed
 * @param leftBehind processes of its group that outlived it and were ended
 */
public record RunResult(
    Outcome outcome,
    Stage stage,
    Optional<String> failureReason,
    String message,
    String stack,
    OptionalInt exitCode,
    OptionalInt signal,
    long peakMemoryBytes,
    Map<Stage, Duration> durations,
    Map<String, Double> metrics,
    Map<String, String> properties,
    List<String> warnings,
    String tail,
    long outputBytes,
    int leftBehind) {

  /** In one word. */
  public enum Outcome {
    COMPLETED,
    /** It reported that it failed, or ended with an error. */
    FAILED,
    /** A stage, or the whole, took too long. */
    TIMEOUT,
    MEMORY_LIMIT,
    OUTPUT_LIMIT,
    PROCESS_LIMIT,
    /** It ended without a result that could be read. */
    NO_RESULT,
    CANCELLED
  }

  public boolean completed() {
    return outcome == Outcome.COMPLETED;
  }

  /** The same with one more warning. */
  public RunResult warned(String warning) {
    List<String> more = new ArrayList<>(warnings);
    more.add(warning);
    return new RunResult(
        outcome,
        stage,
        failureReason,
        message,
        stack,
        exitCode,
        signal,
        peakMemoryBytes,
        durations,
        metrics,
        properties,
        more,
        tail,
        outputBytes,
        leftBehind);
  }
}
