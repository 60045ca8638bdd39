package io.boardstream.agent.jobs;

import io.boardstream.avro.JobState;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** How the states of a job follow one another. */
public final class JobStates {
  private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled");

  private JobStates() {}

  /** Whether the job has come to an end, until it is asked for again. */
  public static boolean isFinal(JobState state) {
    return FINAL.contains(state.getState());
  }

  /**
   * Which of two states holds. A job that ended stays ended until it is asked for again: a host
   * that lost it may tell only later what it was doing.
   *
   * @param before told before; null for none
   * @param now told after it
   */
  public static JobState newest(@Nullable JobState before, JobState now) {
    return before != null
            && isFinal(before)
            && !isFinal(now)
            && now.getRequest().getRetry() <= before.getRequest().getRetry()
        ? before
        : now;
  }
}
