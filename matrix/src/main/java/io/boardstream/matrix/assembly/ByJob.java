package io.boardstream.matrix.assembly;

/** Takes what the tasks of jobs are to be told: in order per job. */
public interface ByJob {

  /**
   * Tells the task of a job.
   *
   * @param jobKey source and GitHub job id as one key: decides the task
   * @param message for {@link JobRows#apply}
   */
  void send(String jobKey, byte[] message);
}
