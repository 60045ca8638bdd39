package io.boardstream.agent.jobs;

import io.boardstream.avro.JobRequest;

/**
 * Numbers and ids of attempts: of each delivery of a job its own, so that two agents never meet.
 */
final class AttemptIds {

  /** Attempts of one delivery are numbered from a multiple of this. */
  private static final int PER_DELIVERY = 100;

  private AttemptIds() {}

  /**
   * @param delivery of the job, from 1
   * @param rung that is tried in it, from 0
   */
  static int number(int delivery, int rung) {
    return before(delivery) + rung + 1;
  }

  /** The last number that an earlier delivery can have had; 0 for the first one. */
  static int before(int delivery) {
    return (delivery - 1) * PER_DELIVERY;
  }

  static String id(JobRequest job, int number) {
    return job.getJobId() + "." + job.getRetry() + "." + number;
  }
}
