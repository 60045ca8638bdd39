package io.boardstream.agent.jobs.reconcile;

import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import java.util.Optional;

/**
 * A job that nobody has and nobody tells of.
 *
 * @param request the newest that is known
 * @param last what was told of it last; empty when nothing ever was
 * @param why for people
 */
record LostJob(JobRequest request, Optional<JobState> last, String why) {}
