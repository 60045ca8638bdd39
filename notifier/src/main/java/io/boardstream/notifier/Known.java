package io.boardstream.notifier;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionDelivery;
import io.boardstream.avro.RegressionWord;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the topics say: incidents, what people said of them, and what was delivered. */
final class Known {

  private final Map<String, Incident> incidents = new HashMap<>();
  private final Map<String, RegressionAction> actions = new HashMap<>();
  private final Map<String, RegressionDelivery> deliveries = new HashMap<>();
  private boolean complete;

  synchronized void clear() {
    incidents.clear();
    actions.clear();
    deliveries.clear();
    complete = false;
  }

  /** All that was there at the start was read: what is not known of by now, was not delivered. */
  synchronized void complete() {
    complete = true;
  }

  synchronized boolean isComplete() {
    return complete;
  }

  /** Information that nobody acts on is left out. */
  synchronized void news(Regression news) {
    if (news.getWord() == RegressionWord.REGRESSION || news.getWord() == RegressionWord.SILENCE) {
      incidents.computeIfAbsent(news.getIncidentId(), Incident::new).add(news);
    }
  }

  synchronized void action(String key, @Nullable RegressionAction action) {
    if (action == null) {
      actions.remove(key);
    } else {
      actions.put(key, action);
    }
  }

  synchronized void delivery(String key, @Nullable RegressionDelivery delivery) {
    if (delivery == null) {
      deliveries.remove(key);
    } else {
      deliveries.put(key, delivery);
    }
  }

  /** What a receiver is to be told. */
  synchronized List<Letter> letters(String receiver, Decision decision, Instant now) {
    List<Letter> letters = new ArrayList<>();
    if (complete) {
      for (Incident incident : incidents.values()) {
        Optional<RegressionDelivery> told =
            Optional.ofNullable(deliveries.get(key(receiver, incident.id())));
        decision.letter(incident, told, actions.values(), now).ifPresent(letters::add);
      }
    }
    return letters;
  }

  static String key(String receiver, String incidentId) {
    return receiver + "/" + incidentId;
  }
}
