package io.boardstream.agent.jobs.reconcile;

import io.boardstream.agent.jobs.JobStates;
import io.boardstream.avro.JobState;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where jobs are, from the records of {@code jobs.state} in their order. A job that ended stays
 * ended until it is asked for again: what an agent said of it before, and could send only later, is
 * found to be stale. For use by one thread.
 */
final class JobTable {
  /** So many ends are kept whole, to be told again over what is stale. */
  private static final int ENDS_KEPT = 2_000;

  private final Map<String, JobState> unfinished = new HashMap<>();

  /** The highest retry that ended, of each job. */
  private final Map<String, Integer> ended = new HashMap<>();

  private final Map<String, JobState> ends = new LinkedHashMap<>();

  /** How those ended whose newest record says something else. */
  private final Map<String, JobState> overwritten = new HashMap<>();

  /** The next record of the topic. */
  void apply(JobState state) {
    String job = state.getJobId();
    int retry = state.getRequest().getRetry();
    if (JobStates.isFinal(state)) {
      ended.merge(job, retry, Math::max);
      keep(state);
      JobState open = unfinished.get(job);
      if (open != null && open.getRequest().getRetry() <= retry) {
        unfinished.remove(job);
      }
      overwritten.remove(job);
    } else if (isOver(job, retry)) {
      Optional.ofNullable(ends.get(job)).ifPresent(end -> overwritten.put(job, end));
    } else {
      unfinished.put(job, state);
    }
  }

  void remove(String job) {
    unfinished.remove(job);
    ended.remove(job);
    ends.remove(job);
    overwritten.remove(job);
  }

  /** How jobs ended of which something older was told since. */
  List<JobState> overwritten() {
    return List.copyOf(overwritten.values());
  }

  boolean isOver(String job, int retry) {
    return ended.getOrDefault(job, -1) >= retry;
  }

  /** Whether anything is known of a job. */
  boolean knows(String job) {
    return unfinished.containsKey(job) || ended.containsKey(job);
  }

  Collection<JobState> unfinished() {
    return List.copyOf(unfinished.values());
  }

  void clear() {
    unfinished.clear();
    ended.clear();
    ends.clear();
    overwritten.clear();
  }

  private void keep(JobState end) {
    ends.remove(end.getJobId());
    ends.put(end.getJobId(), end);
    if (ends.size() > ENDS_KEPT) {
      ends.remove(ends.keySet().iterator().next());
    }
  }
}
