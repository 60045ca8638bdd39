package io.boardstream.agent.jobs.reconcile;

import io.boardstream.avro.JobRequest;
import java.util.Comparator;
import org.apache.kafka.common.TopicPartition;

/** A request where it stands in its queue. */
record Queued(JobRequest request, TopicPartition partition, long offset) {

  /** The later asked for comes later. */
  static final Comparator<JobRequest> ORDER =
      Comparator.comparingInt(JobRequest::getRetry).thenComparingInt(JobRequest::getResubmitted);
}
