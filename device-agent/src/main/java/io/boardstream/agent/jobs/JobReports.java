package io.boardstream.agent.jobs;

import io.boardstream.agent.outbox.Message;
import io.boardstream.agent.outbox.Outbox;
import io.boardstream.agent.runner.RunResult;
import io.boardstream.agent.runner.RunResult.Outcome;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Says where jobs are and what became of their attempts; all of it goes through the outbox. */
final class JobReports {
  private final String host;
  private final JobTopics topics;
  private final Outbox outbox;
  private final AttemptEvents events;
  private final AttemptLogs logs;
  private final Clock clock;

  JobReports(
      String host,
      JobTopics topics,
      Outbox outbox,
      AttemptEvents events,
      AttemptLogs logs,
      Clock clock) {
    this.host = host;
    this.topics = topics;
    this.outbox = outbox;
    this.events = events;
    this.logs = logs;
    this.clock = clock;
  }

  /** A job is at this word of its states. */
  void state(JobRequest job, BoardSlot board, int attempts, String word, @Nullable String attempt) {
    put(List.of(message(state(job, board, word, attempts).setAttemptId(attempt).build())));
  }

  /** A job ended by request, without an attempt that could say so. */
  void cancelled(JobRequest job, BoardSlot board, int attempts, String why) {
    put(List.of(message(state(job, board, "cancelled", attempts).setMessage(why).build())));
  }

  /** The events of an attempt and, when it was the last, how the job ended: all or nothing. */
  void attempt(AttemptEvents.Attempt attempt, boolean last) {
    List<SpecificRecord> told = events.of(attempt);
    List<Message> messages = new ArrayList<>();
    String[] of = {topics.compileEvents(), topics.runEvents()};
    for (int i = 0; i < told.size(); i++) {
      messages.add(new Message(of[i], attempt.id(), told.get(i), false));
    }
    if (last) {
      messages.add(message(ended(attempt)));
    }
    put(messages);
    try {
      logs.keep(attempt.id(), told);
    } catch (IOException e) {
      throw new UncheckedIOException("The attempt " + attempt.id() + " cannot be kept", e);
    }
  }

  private JobState ended(AttemptEvents.Attempt attempt) {
    RunResult result = attempt.result();
    String word =
        result.completed()
            ? "completed"
            : result.outcome() == Outcome.CANCELLED ? "cancelled" : "failed";
    return state(attempt.job(), attempt.board(), word, attempt.number())
        .setAttemptId(attempt.id())
        .setMessage(result.message().isEmpty() ? null : result.message())
        .setFailureReason(result.failureReason().orElse(null))
        .setFailureCategory(events.category(result).orElse(null))
        .build();
  }

  private JobState.Builder state(JobRequest job, BoardSlot board, String word, int attempts) {
    return JobState.newBuilder()
        .setJobId(job.getJobId())
        .setState(word)
        .setRequest(job)
        .setAttemptId(null)
        .setAttempts(attempts)
        .setBoardKey(board.key())
        .setHost(host)
        .setUpdatedAt(clock.instant());
  }

  private Message message(JobState state) {
    return new Message(topics.state(), state.getJobId(), state, true);
  }

  private void put(List<Message> messages) {
    outbox.put(messages);
  }
}
