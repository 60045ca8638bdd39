package io.boardstream.agent.jobs.reconcile;

import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;

/**
 * Decides which jobs are lost. A queue begins at the first request that is waiting or locked: what
 * stands before it was accepted, or given up by the broker. A job whose request is not in its queue
 * any more, and which has no end, is lost once it was so, without news, for a while: its end may
 * still wait on the host that did it. How long a job waits or runs says nothing. For use by one
 * thread.
 */
final class LostJobs {
  private final Duration silence;
  private final Map<String, Watch> watched = new HashMap<>();

  /** Since when a job was seen to be gone from its queue, with nothing new. */
  private record Watch(JobRequest request, Optional<JobState> last, long since) {
    boolean isSame(JobRequest now, Optional<JobState> state) {
      return request.getRetry() == now.getRetry()
          && request.getResubmitted() == now.getResubmitted()
          && last.equals(state);
    }
  }

  LostJobs(Duration silence) {
    this.silence = silence;
  }

  /**
   * Looks at all jobs.
   *
   * @param queued the newest request of each job that is on a topic
   * @param begins where each queue begins; absent for one that nobody has read yet
   * @param nanos of a clock that does not jump
   */
  List<LostJob> look(
      JobTable jobs, Map<String, Queued> queued, Map<TopicPartition, Long> begins, long nanos) {
    List<LostJob> lost = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    for (JobState state : jobs.unfinished()) {
      Optional<Queued> place = Optional.ofNullable(queued.get(state.getJobId()));
      JobRequest request = state.getRequest();
      if (place.isPresent() && Queued.ORDER.compare(place.get().request(), request) >= 0) {
        request = place.get().request();
      } else {
        place = Optional.empty();
      }
      seen.add(state.getJobId());
      judge(request, Optional.of(state), place, begins, nanos).ifPresent(lost::add);
    }
    for (Queued place : queued.values()) {
      JobRequest request = place.request();
      if (!jobs.knows(request.getJobId())) {
        seen.add(request.getJobId());
        judge(request, Optional.empty(), Optional.of(place), begins, nanos).ifPresent(lost::add);
      }
    }
    watched.keySet().retainAll(seen);
    return lost;
  }

  /** Nothing seen before counts any more: somebody else looked meanwhile. */
  void forget() {
    watched.clear();
  }

  private Optional<LostJob> judge(
      JobRequest request,
      Optional<JobState> last,
      Optional<Queued> place,
      Map<TopicPartition, Long> begins,
      long nanos) {
    String job = request.getJobId();
    if (place.isPresent()
        && place.get().offset() >= begins.getOrDefault(place.get().partition(), 0L)) {
      watched.remove(job);
      return Optional.empty();
    }
    Watch watch = watched.get(job);
    if (watch == null || !watch.isSame(request, last)) {
      watched.put(job, new Watch(request, last, nanos));
      return Optional.empty();
    }
    if (nanos - watch.since() < silence.toNanos()) {
      return Optional.empty();
    }
    return Optional.of(new LostJob(request, last, why(last, place)));
  }

  private String why(Optional<JobState> last, Optional<Queued> place) {
    String queue =
        place.isPresent()
            ? "The broker gave its request up, or it was accepted"
            : "Its request is not in the queue";
    return "%s, and nothing came of it for %d s%s"
        .formatted(
            queue,
            silence.toSeconds(),
            last.map(
                    state ->
                        "; last known: %s%s"
                            .formatted(
                                state.getState(),
                                state.getHost().map(host -> " on " + host).orElse("")))
                .orElse(""));
  }
}
