package io.boardstream.cli;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.streams.StreamsSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** Our topics and the topology's group on a Kafka that is not ours alone. */
final class TopicRemoval {

  private static final Set<Topic> KEPT =
      Set.of(
          TopicCatalogue.CATALOG_OVERRIDES,
          TopicCatalogue.REGRESSIONS_ACTIONS,
          TopicCatalogue.REGRESSIONS_DELIVERIES);

  private final Map<String, Object> client;
  private final String prefix;
  private final String group;

  TopicRemoval(Settings settings) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.client = kafka.client();
    this.prefix = kafka.topicsPrefix();
    this.group =
        prefix + new StreamsSettings(settings.values()).getString(StreamsSettings.APPLICATION_ID);
  }

  /** Looks what is there; refuses while the topology runs anywhere. */
  List<Reset.Step> steps() throws InterruptedException {
    try (Admin admin = Admin.create(client)) {
      Set<String> topics = topics(admin.listTopics().names().get());
      List<Reset.Step> steps = new ArrayList<>();
      if (groupExists(admin)) {
        steps.add(
            new Reset.Step(
                "consumer group " + group,
                () -> with(open -> open.deleteConsumerGroups(Set.of(group)).all().get())));
      }
      if (!topics.isEmpty()) {
        steps.add(
            new Reset.Step(
                "topics " + String.join(", ", topics),
                () -> with(open -> open.deleteTopics(topics).all().get())));
      }
      return steps;
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not answer: " + e.getCause(), e);
    }
  }

  /** Those of the contract that can be written again, and what the topology keeps for itself. */
  private Set<String> topics(Set<String> existing) {
    Set<String> contract =
        TopicCatalogue.all().stream()
            // What people wrote there themselves, and what was sent to them, stands nowhere else.
            .filter(topic -> !KEPT.contains(topic))
            .map((Topic topic) -> topic.name(prefix))
            .collect(Collectors.toSet());
    return existing.stream()
        .filter(
            name ->
                contract.contains(name)
                    || (name.startsWith(group + "-")
                        && (name.endsWith("-changelog") || name.endsWith("-repartition"))))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private boolean groupExists(Admin admin) throws InterruptedException, ExecutionException {
    try {
      ConsumerGroupDescription found =
          admin.describeConsumerGroups(Set.of(group)).all().get().get(group);
      if (found != null && !found.members().isEmpty()) {
        throw new CommandFailedException(
            "The topology '%s' runs: %d members share its work. Stop all of them first."
                .formatted(group, found.members().size()));
      }
      return found != null;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof GroupIdNotFoundException) {
        return false;
      }
      throw e;
    }
  }

  @FunctionalInterface
  private interface Work {
    void on(Admin admin) throws Exception;
  }

  private void with(Work work) throws Exception {
    try (Admin admin = Admin.create(client)) {
      work.on(admin);
    }
  }
}
