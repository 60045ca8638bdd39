package io.boardstream.notifier;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionActionKind;
import io.boardstream.avro.RegressionDelivery;
import io.boardstream.avro.RegressionSeverity;
import io.boardstream.avro.RegressionState;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Whether a receiver is to be told of an incident, given what it was told before. */
final class Decision {

  private final RegressionSeverity least;
  private final boolean silences;
  private final Optional<QuietHours> quiet;

  /**
   * A rule.
   *
   * @param least severity from which on an incident is told
   * @param silences whether those are told that stopped to report
   * @param quiet when only what is critical is told
   */
  Decision(RegressionSeverity least, boolean silences, Optional<QuietHours> quiet) {
    this.least = least;
    this.silences = silences;
    this.quiet = quiet;
  }

  /** The letter that is due; empty when there is nothing to say, or not now. */
  Optional<Letter> letter(
      Incident incident,
      Optional<RegressionDelivery> told,
      Collection<RegressionAction> actions,
      Instant now) {
    return news(incident, told)
        .filter(state -> isOfInterest(incident, told))
        .filter(state -> !isMuted(incident, actions, now))
        .filter(
            state ->
                incident.severity() == RegressionSeverity.CRITICAL
                    || quiet.filter(hours -> hours.contains(now)).isEmpty())
        .map(
            state ->
                new Letter(
                    incident.id(),
                    state,
                    incident.severity(),
                    incident.revision(),
                    List.copyOf(incident.series()),
                    told.flatMap(RegressionDelivery::getReference)));
  }

  /** What opened and was over before anybody was told, is told to nobody. */
  private static Optional<RegressionState> news(
      Incident incident, Optional<RegressionDelivery> told) {
    if (told.isEmpty()) {
      return incident.isOpen() ? Optional.of(RegressionState.OPENED) : Optional.empty();
    }
    RegressionDelivery before = told.get();
    boolean wasOpen =
        before.getState() == RegressionState.OPENED
            || before.getState() == RegressionState.WORSENED;
    if (!incident.isOpen()) {
      return wasOpen ? Optional.of(incident.state()) : Optional.empty();
    }
    if (!wasOpen) {
      return Optional.of(RegressionState.OPENED);
    }
    boolean worse =
        incident.revision() > before.getRevision()
            || incident.severity().compareTo(before.getSeverity()) > 0;
    return worse ? Optional.of(RegressionState.WORSENED) : Optional.empty();
  }

  private boolean isOfInterest(Incident incident, Optional<RegressionDelivery> told) {
    return told.isPresent()
        || (incident.isSilence() ? silences : incident.severity().compareTo(least) >= 0);
  }

  private static boolean isMuted(
      Incident incident, Collection<RegressionAction> actions, Instant now) {
    return isMuted(incident.id(), actions, now)
        || incident.series().stream()
            .map(Regression::getSeriesId)
            .allMatch(series -> isMuted(series, actions, now));
  }

  private static boolean isMuted(
      String subject, Collection<RegressionAction> actions, Instant now) {
    return actions.stream()
        .filter(action -> action.getAction() == RegressionActionKind.MUTE)
        .filter(action -> action.getSubject().equals(subject))
        .anyMatch(action -> action.getUntil().map(now::isBefore).orElse(true));
  }
}
