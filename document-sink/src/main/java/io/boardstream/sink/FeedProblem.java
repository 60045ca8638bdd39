package io.boardstream.sink;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Why records do not come, in words: what is wrong and what to do about it. */
final class FeedProblem {

  private static final String AGAIN = " It is tried again; nothing is lost.";

  private final String bootstrapServers;

  FeedProblem(String bootstrapServers) {
    this.bootstrapServers = bootstrapServers;
  }

  /** The broker does not answer, and the client says nothing of it. */
  String silent() {
    return "Kafka at " + bootstrapServers + " does not answer. Is it running?" + AGAIN;
  }

  String describe(KafkaException e) {
    String message = String.valueOf(e.getMessage());
    if (e instanceof TimeoutException) {
      return silent() + " (" + message + ")";
    }
    if (e instanceof UnknownTopicOrPartitionException) {
      return message + " It is created when Boardstream starts." + AGAIN;
    }
    if (e instanceof AuthenticationException) {
      return "Kafka at " + bootstrapServers + " refuses to log in: " + message + AGAIN;
    }
    if (e instanceof AuthorizationException) {
      return "Kafka allows too little: " + message + ". Grant it." + AGAIN;
    }
    return message + AGAIN;
  }
}
