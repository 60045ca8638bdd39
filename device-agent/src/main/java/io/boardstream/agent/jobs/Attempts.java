package io.boardstream.agent.jobs;

import io.boardstream.avro.JobRequest;

/**
 * Numbers the attempts at a job: by how often its request was put into the queue again, how often
 * the broker delivered it from there, and the rung of the ladder. Two agents never make the same
 * number, and what is tried later has a higher one.
 */
public final class Attempts {
  private static final int RUNGS = 100;

  /** The broker delivers at most ten times. */
  private static final int DELIVERIES = 100;

  private Attempts() {}

  /**
   * The number of an attempt.
   *
   * @param delivery as the broker counts, from 1
   * @param rung of the ladder in the order in which they are tried, from 0
   */
  public static int number(JobRequest job, int delivery, int rung) {
    return (job.getResubmitted() * DELIVERIES + delivery - 1) * RUNGS + rung + 1;
  }

  /** What stands for the attempts that never told how they ended: after all of them. */
  public static int givenUp(JobRequest job) {
    return number(job, DELIVERIES, RUNGS - 1);
  }

  /** Id of an attempt: job, retry, number. */
  public static String id(JobRequest job, int number) {
    return job.getJobId() + "." + job.getRetry() + "." + number;
  }
}
