package io.boardstream.notifier;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Keeps an issue per incident: opened, commented when it got worse, closed when it is over. What it
 * writes carries a mark, and it looks for the mark first, so that nothing is written twice.
 */
final class GithubIssues implements Outlet {

  private static final String LABEL = "boardstream-regression";
  private static final int PAGE = 100;
  private static final int MAX_PAGES = 10;

  private final URI repository;
  private final String token;
  private final Wording wording;
  private final Http http;

  /**
   * Issues of a repository.
   *
   * @param repository its address in the API, ending in {@code /repos/owner/name}
   */
  GithubIssues(URI repository, String token, Wording wording, Http http) {
    this.repository = repository;
    this.token = token;
    this.wording = wording;
    this.http = http;
  }

  @Override
  public String name() {
    return "github";
  }

  @Override
  public Map<String, String> bring(List<Letter> letters) throws IOException, InterruptedException {
    Map<String, String> references = new LinkedHashMap<>();
    for (Letter letter : letters) {
      references.put(letter.incidentId(), bring(letter));
    }
    return references;
  }

  private String bring(Letter letter) throws IOException, InterruptedException {
    Optional<String> known = letter.reference().or(() -> Optional.empty());
    String number = known.isPresent() ? known.get() : find(letter).orElse("");
    if (number.isEmpty()) {
      ObjectNode issue =
          Http.JSON
              .createObjectNode()
              .put("title", wording.title(letter))
              .put("body", body(letter) + "\n" + mark(letter.incidentId()));
      issue.putArray("labels").add(LABEL);
      return send("POST", "/issues", issue).path("number").asText();
    }
    if (!isCommented(number, letter)) {
      ObjectNode comment =
          Http.JSON
              .createObjectNode()
              .put(
                  "body",
                  "**"
                      + wording.title(letter)
                      + "**\n\n"
                      + body(letter)
                      + "\n"
                      + mark(letter.idempotencyKey()));
      send("POST", "/issues/" + number + "/comments", comment);
    }
    ObjectNode state =
        Http.JSON.createObjectNode().put("state", letter.isOpen() ? "open" : "closed");
    send("PATCH", "/issues/" + number, state);
    return number;
  }

  /** An issue that was opened, but not recorded. */
  private Optional<String> find(Letter letter) throws IOException, InterruptedException {
    String mark = mark(letter.incidentId());
    for (int page = 1; page <= MAX_PAGES; page++) {
      JsonNode issues =
          send(
              "GET",
              "/issues?state=all&labels=%s&per_page=%d&page=%d".formatted(LABEL, PAGE, page),
              null);
      for (JsonNode issue : issues) {
        if (issue.path("body").asText("").contains(mark)) {
          return Optional.of(issue.path("number").asText());
        }
      }
      if (issues.size() < PAGE) {
        break;
      }
    }
    return Optional.empty();
  }

  private boolean isCommented(String number, Letter letter)
      throws IOException, InterruptedException {
    String mark = mark(letter.idempotencyKey());
    for (int page = 1; page <= MAX_PAGES; page++) {
      JsonNode comments =
          send(
              "GET", "/issues/%s/comments?per_page=%d&page=%d".formatted(number, PAGE, page), null);
      for (JsonNode comment : comments) {
        if (comment.path("body").asText("").contains(mark)) {
          return true;
        }
      }
      if (comments.size() < PAGE) {
        break;
      }
    }
    return false;
  }

  private String body(Letter letter) {
    StringBuilder body = new StringBuilder();
    wording.lines(letter).forEach(line -> body.append("- ").append(line).append('\n'));
    return body.toString();
  }

  private static String mark(String id) {
    return "<!-- boardstream " + id + " -->";
  }

  private JsonNode send(
      String method, String path, @org.jspecify.annotations.Nullable JsonNode body)
      throws IOException, InterruptedException {
    return http.send(
        method,
        URI.create(repository + path),
        Map.of(
            "Authorization", "Bearer " + token,
            "Accept", "application/vnd.github+json",
            "X-GitHub-Api-Version", "2022-11-28"),
        body);
  }
}
