package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * How current the matrix of this site is.
 *
 * @param state starting: not all was read yet; live: every change is shown as it comes; stale: what
 *     is shown was true at {@code asOf}
 * @param asOf until when the site knows of every change; ISO-8601, absent while live or starting
 * @param cause why it is not live, for operators; never sent to browsers, as it names servers
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record FeedState(
    String state, @JsonProperty("as_of") @Nullable String asOf, @JsonIgnore String cause) {

  static FeedState starting(String cause) {
    return new FeedState("starting", null, cause);
  }

  static FeedState live() {
    return new FeedState("live", null, "");
  }

  static FeedState stale(Instant asOf, String cause) {
    return new FeedState("stale", asOf.truncatedTo(ChronoUnit.MILLIS).toString(), cause);
  }

  boolean isLive() {
    return state.equals("live");
  }

  boolean isStarting() {
    return state.equals("starting");
  }
}
