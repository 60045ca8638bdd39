package io.boardstream.agent.check;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;

/** Asks the servers that the agent writes to. Takes seconds when they do not answer. */
public final class ServerCheck {

  private static final int ANSWER_MS = 5_000;

  private final KafkaSettings kafka;
  private final String registryUrls;

  /**
   * @param registryUrls separated by commas
   */
  public ServerCheck(KafkaSettings kafka, String registryUrls) {
    this.kafka = kafka;
    this.registryUrls = registryUrls;
  }

  public List<Finding> findings() {
    return List.of(broker(), registry());
  }

  private Finding broker() {
    String where = kafka.getString(KafkaSettings.BOOTSTRAP_SERVERS);
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ANSWER_MS);
    settings.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ANSWER_MS);
    try (Admin admin = Admin.create(settings)) {
      Set<String> names = admin.listTopics().names().get(4L * ANSWER_MS, TimeUnit.MILLISECONDS);
      List<String> absent = new ArrayList<>();
      for (Topic topic : List.of(TopicCatalogue.DEVICE_BOARDS, TopicCatalogue.DEVICE_TELEMETRY)) {
        String name = topic.name(kafka.topicsPrefix());
        if (!names.contains(name)) {
          absent.add(name);
        }
      }
      return Finding.ok(
          "Kafka",
          absent.isEmpty()
              ? where
              : "%s; will create %s".formatted(where, String.join(", ", absent)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return unreachable(where, "interrupted");
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return unreachable(where, String.valueOf(cause.getMessage()));
    }
  }

  private static Finding unreachable(String where, String why) {
    return Finding.missing(
        "Kafka",
        "%s does not answer: %s".formatted(where, why),
        "Set %s to a broker that this host can reach; secrets stand under kafka. too."
            .formatted(KafkaSettings.BOOTSTRAP_SERVERS));
  }

  private Finding registry() {
    String first = registryUrls.split(",", 2)[0].strip();
    try {
      HttpResponse<Void> response =
          HttpClient.newBuilder()
              .connectTimeout(Duration.ofMillis(ANSWER_MS))
              .build()
              .send(
                  HttpRequest.newBuilder(URI.create(first + "/subjects"))
                      .timeout(Duration.ofMillis(ANSWER_MS))
                      .build(),
                  HttpResponse.BodyHandlers.discarding());
      return response.statusCode() == 401 || response.statusCode() / 100 == 2
          ? Finding.ok("Schema registry", first)
          : noRegistry(first, "status " + response.statusCode());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return noRegistry(first, "interrupted");
    } catch (IOException | IllegalArgumentException e) {
      return noRegistry(first, e.getClass().getSimpleName());
    }
  }

  private static Finding noRegistry(String where, String why) {
    return Finding.missing(
        "Schema registry",
        "%s does not answer: %s".formatted(where, why),
        "Set schema.registry.url to a registry that this host can reach.");
  }
}
