package io.boardstream.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.avro.Regression;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Posts letters to an address, all that belong together in one request. */
final class Webhook implements Outlet {

  /** How the body is written. */
  enum Form {
    /** What Slack and those compatible with it read: a text. */
    SLACK,
    /** What Alertmanager reads under {@code /api/v2/alerts}: an alert for each incident. */
    ALERTMANAGER
  }

  private final String name;
  private final URI address;
  private final Form form;
  private final Wording wording;
  private final Http http;

  Webhook(String name, URI address, Form form, Wording wording, Http http) {
    this.name = name;
    this.address = address;
    this.form = form;
    this.wording = wording;
    this.http = http;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Map<String, String> bring(List<Letter> letters) throws IOException, InterruptedException {
    String keys =
        letters.stream().map(Letter::idempotencyKey).sorted().collect(Collectors.joining());
    String key = letters.size() == 1 ? keys : Letter.hash(keys);
    JsonNode body = form == Form.SLACK ? slack(letters) : alerts(letters);
    http.send("POST", address, Map.of("Idempotency-Key", key), body);
    return Map.of();
  }

  private JsonNode slack(List<Letter> letters) {
    String text =
        letters.stream()
            .map(
                letter ->
                    "*"
                        + escaped(wording.title(letter))
                        + "*\n"
                        + wording.lines(letter).stream()
                            .map(line -> "• " + escaped(line))
                            .collect(Collectors.joining("\n")))
            .collect(Collectors.joining("\n\n"));
    return Http.JSON.createObjectNode().put("text", text);
  }

  /** The three letters that mean something there. */
  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private JsonNode alerts(List<Letter> letters) {
    ArrayNode alerts = Http.JSON.createArrayNode();
    for (Letter letter : letters) {
      Regression worst = letter.worst();
      ObjectNode alert = alerts.addObject();
      alert
          .putObject("labels")
          .put("alertname", "BoardstreamRegression")
          .put("incident", letter.incidentId())
          .put("kind", worst.getKind().name())
          .put("model", worst.getModelId())
          .put("device", worst.getDeviceId());
      alert
          .putObject("annotations")
          .put("summary", wording.title(letter))
          .put("description", String.join("\n", wording.lines(letter)))
          .put("severity", letter.severity().name().toLowerCase(java.util.Locale.ROOT))
          .put("state", letter.state().name());
      worst.getBeganAt().ifPresent(at -> alert.put("startsAt", at.toString()));
      if (!letter.isOpen()) {
        worst.getChangedAt().ifPresent(at -> alert.put("endsAt", at.toString()));
      }
      worst.getFirstBad().getLink().ifPresent(link -> alert.put("generatorURL", link));
    }
    return alerts;
  }
}
