package io.boardstream.runtime;

import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Creates the topics of the catalogue that are missing, and checks those that exist. */
public final class TopicCreator {

  private static final Logger LOG = LoggerFactory.getLogger(TopicCreator.class);

  /** How long one question to the brokers may take before we report that we wait. */
  private static final Duration ASK = Duration.ofSeconds(5);

  /** How soon to look again for a topic that was just created. */
  private static final Duration SEEN_BY_ALL = Duration.ofMillis(50);

  private static final String CLEANUP_POLICY = "cleanup.policy";

  private final KafkaSettings settings;
  private final Collection<Topic> topics;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 3_000, 0.2);

  /** For all topics of {@link TopicCatalogue}. */
  public TopicCreator(KafkaSettings settings) {
    this(settings, TopicCatalogue.all());
  }

  /** For some topics. */
  public TopicCreator(KafkaSettings settings, Collection<Topic> topics) {
    this.settings = settings;
    this.topics = List.copyOf(topics);
  }

  /**
   * Returns when every topic is there and fits; waits for brokers that are away, until interrupted.
   *
   * @param report told why it waits, as {@link Health.State#WAITING}, and at the end {@link
   *     Health.State#UP}
   * @throws SettingsException when an existing topic does not fit or may not be created: says how
   *     to mend it
   * @throws InterruptException when interrupted
   */
  public void ensure(Consumer<Health> report) {
    for (int attempt = 0; ; attempt++) {
      try (Admin admin = connect()) {
        while (!checkOrCreate(admin)) {
          sleep(SEEN_BY_ALL.toMillis());
        }
        report.accept(Health.up());
        return;
      } catch (RetriableException e) {
        String cause =
            "Waiting for Kafka at %s: %s"
                .formatted(settings.getString(KafkaSettings.BOOTSTRAP_SERVERS), e.getMessage());
        LOG.info("{}", cause);
        report.accept(Health.waiting(cause));
        sleep(backoff.backoff(attempt));
      }
    }
  }

  private Admin connect() {
    try {
      return Admin.create(adminSettings());
    } catch (KafkaException e) {
      String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
      if (why != null && why.contains("No resolvable bootstrap")) {
        // A name may not be known yet while the network or the containers around us start.
        throw new TimeoutException(why);
      }
      throw new SettingsException("The settings under kafka. are wrong: " + why, e);
    }
  }

  /**
   * Whether all topics are there and fit; what was only just created is checked when the brokers
   * show it.
   */
  private boolean checkOrCreate(Admin admin) {
    Set<String> existing = get(admin.listTopics().names());
    List<NewTopic> missing = new ArrayList<>();
    List<Topic> present = new ArrayList<>();
    for (Topic topic : topics) {
      if (existing.contains(name(topic))) {
        present.add(topic);
      } else {
        missing.add(newTopic(topic));
      }
    }
    check(admin, present);
    create(admin, missing);
    return missing.isEmpty();
  }

  private NewTopic newTopic(Topic topic) {
    int partitions = topic.partitions() == Topic.Partitions.ONE ? 1 : settings.partitions();
    short replicas = settings.replicationFactor();
    return new NewTopic(
            name(topic),
            Optional.of(partitions),
            replicas < 0 ? Optional.empty() : Optional.of(replicas))
        .configs(topic.config());
  }

  private void create(Admin admin, List<NewTopic> missing) {
    admin
        .createTopics(missing)
        .values()
        .forEach(
            (name, created) -> {
              try {
                get(created);
                LOG.info("Created topic {}", name);
              } catch (TopicExistsException e) {
                LOG.info("Topic {} was created a moment ago, by us or another process", name);
              }
            });
  }

  private void check(Admin admin, List<Topic> present) {
    Map<ConfigResource, Topic> byResource = new HashMap<>();
    for (Topic topic : present) {
      byResource.put(new ConfigResource(ConfigResource.Type.TOPIC, name(topic)), topic);
    }
    Map<ConfigResource, Config> configs = get(admin.describeConfigs(byResource.keySet()).all());
    configs.forEach(
        (resource, config) -> {
          Topic topic = byResource.get(resource);
          if (topic != null) {
            checkCleanup(topic, config);
          }
        });
    checkPartitions(admin, present);
  }

  /**
   * A topic that forgets what the catalogue keeps loses facts; one that keeps what it forgets grows
   * without end.
   */
  private void checkCleanup(Topic topic, Config config) {
    String wanted = topic.config().getOrDefault(CLEANUP_POLICY, "delete");
    String found = config.get(CLEANUP_POLICY) == null ? "" : config.get(CLEANUP_POLICY).value();
    if (!wanted.equals(found)) {
      throw new SettingsException(
          "Topic '%s' exists with %s=%s, but must have %s. Mend it with: kafka-configs.sh --bootstrap-server %s --alter --entity-type topics --entity-name %s --add-config %s=%s  or set another %s."
              .formatted(
                  name(topic),
                  CLEANUP_POLICY,
                  found,
                  wanted,
                  settings.getString(KafkaSettings.BOOTSTRAP_SERVERS),
                  name(topic),
                  CLEANUP_POLICY,
                  wanted,
                  KafkaSettings.TOPICS_PREFIX));
    }
  }

  /**
   * More partitions than asked for are fine: keys decide where a record goes, not numbers in
   * settings.
   */
  private void checkPartitions(Admin admin, List<Topic> present) {
    List<String> ordered =
        present.stream()
            .filter(topic -> topic.partitions() == Topic.Partitions.ONE)
            .map(this::name)
            .toList();
    get(admin.describeTopics(ordered).allTopicNames())
        .forEach(
            (name, found) -> {
              if (found.partitions().size() != 1) {
                throw new SettingsException(
                    "Topic '%s' exists with %d partitions, but must have 1, because its records have a total order. Delete it (its records are lost), or set another %s."
                        .formatted(name, found.partitions().size(), KafkaSettings.TOPICS_PREFIX));
              }
            });
    checkTogether(admin, present);
  }

  /** Records of the four tables meet by partition. */
  private void checkTogether(Admin admin, List<Topic> present) {
    List<String> tables =
        present.stream().filter(TopicCatalogue.cicd()::contains).map(this::name).toList();
    Map<String, Integer> partitions = new TreeMap<>();
    get(admin.describeTopics(tables).allTopicNames())
        .forEach((name, found) -> partitions.put(name, found.partitions().size()));
    if (Set.copyOf(partitions.values()).size() > 1) {
      throw new SettingsException(
          "Topics exist with these numbers of partitions: %s, but must all have the same, because their records meet by partition. Delete all of them (capture fills them again with: boardstream producer resync), or set another %s."
              .formatted(partitions, KafkaSettings.TOPICS_PREFIX));
    }
  }

  private String name(Topic topic) {
    return topic.name(settings.topicsPrefix());
  }

  private Map<String, Object> adminSettings() {
    Map<String, Object> admin = settings.client();
    if (!admin.containsKey(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG)
        && !admin.containsKey(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG)) {
      admin.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) ASK.toMillis());
      admin.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) ASK.toMillis());
    }
    return admin;
  }

  /**
   * What went wrong on the broker, as itself: retriable errors are waited for, all others are a
   * matter of settings.
   */
  private static <T> T get(KafkaFuture<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RetriableException retriable) {
        // Includes a topic that vanished between two questions.
        throw retriable;
      }
      if (e.getCause() instanceof TopicExistsException exists) {
        throw exists;
      }
      throw new SettingsException(
          "Kafka refused to list, check or create topics: " + e.getCause(), e);
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
