package io.boardstream.agent.jobs;

import io.boardstream.avro.JobRequest;

/**
 * Numbers and ids of attempts: of each delivery of a job its own, so that two agents never meet.
 * Deliveries are counted on when a request is put into its queue again.
 */
public final class AttemptIds {

  /** The broker delivers a request at most ten times. */
  private static final int DELIVERIES = 100;

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

  /**
   * Which delivery of a job it is, from 1, whichever of its requests was delivered.
   *
   * @param counted by the broker for this request, from 1
   */
  static int delivery(JobRequest job, int counted) {
    return job.getResubmitted() * DELIVERIES + counted;
  }

  /** What stands for attempts that never told how they ended: after all of this request. */
  public static int givenUp(JobRequest job) {
    return number(delivery(job, DELIVERIES), PER_DELIVERY - 1);
  }

  public static String id(JobRequest job, int number) {
    return job.getJobId() + "." + job.getRetry() + "." + number;
  }
}
