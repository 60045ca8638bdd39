package io.boardstream.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * News of one incident for one receiver.
 *
 * @param state what it is told: OPENED, WORSENED, RECOVERED or RETRACTED
 * @param revision how often it had got worse
 * @param series what moved, the worst first
 * @param reference what the receiver calls it, from an earlier letter
 */
record Letter(
    String incidentId,
    RegressionState state,
    RegressionSeverity severity,
    long revision,
    List<Regression> series,
    Optional<String> reference) {

  /** The same for the same incident, state and revision: who saw it, need not act again. */
  String idempotencyKey() {
    return hash(incidentId + "/" + state + "/" + revision + "/" + severity);
  }

  boolean isOpen() {
    return state == RegressionState.OPENED || state == RegressionState.WORSENED;
  }

  /** What it is mostly about. */
  Regression worst() {
    return series.get(0);
  }

  static String hash(String text) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 16);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
