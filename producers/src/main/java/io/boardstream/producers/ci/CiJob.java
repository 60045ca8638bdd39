package io.boardstream.producers.ci;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A job of a pipeline, as GitHub lists it.
 *
 * @param link its page
 * @param host name of the machine on which it ran
 * @param labels what the machine had to be, for example {@code n150}
 */
record CiJob(
    long id,
    String name,
    @Nullable String link,
    @Nullable Instant startedAt,
    @Nullable Instant completedAt,
    @Nullable String host,
    List<String> labels) {

  CiJob {
    labels = List.copyOf(labels);
  }
}
