package io.boardstream.cli;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The topics of the contract, and how full they are. */
@Command(
    name = "list",
    mixinStandardHelpOptions = true,
    description = "Lists the topics of the contract: partitions, offsets taken, who writes them.",
    footerHeading = "%nExamples:%n",
    footer = "  boardstream topics list")
final class TopicsListCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    Settings settings = options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS);
    KafkaSettings kafka = new KafkaSettings(settings.values());
    TextTable table =
        new TextTable(List.of("topic", "partitions", "offsets", "cleanup", "writer", "what"));
    try (Admin admin = Admin.create(client(kafka))) {
      Set<String> existing = admin.listTopics().names().get();
      Collection<Topic> topics = topics(existing, kafka.topicsPrefix());
      Collection<TopicPartition> partitions =
          partitions(admin, existing, topics, kafka.topicsPrefix());
      Map<String, Long> counts = partitionCounts(partitions);
      Map<String, Long> offsets = offsets(admin, partitions);
      for (Topic topic : topics) {
        String name = topic.name(kafka.topicsPrefix());
        table.add(
            List.of(
                name,
                counts.containsKey(name) ? String.valueOf(counts.get(name)) : "absent",
                String.valueOf(offsets.getOrDefault(name, 0L)),
                topic.config().getOrDefault("cleanup.policy", ""),
                topic.owner(),
                topic.doc()));
      }
    } catch (ExecutionException e) {
      throw new KafkaException("Kafka does not tell its topics: " + e.getCause(), e);
    }
    table.print(Console.of(spec).out());
    return 0;
  }

  private static Map<String, Object> client(KafkaSettings kafka) {
    Map<String, Object> client = new HashMap<>(kafka.client());
    client.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
    client.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
    return client;
  }

  /** Those of the list, and those of families that exist. */
  private static Collection<Topic> topics(Set<String> existing, String prefix) {
    return Stream.concat(
            TopicCatalogue.all().stream(),
            existing.stream()
                .filter(name -> name.startsWith(prefix))
                .sorted()
                .flatMap(name -> TopicCatalogue.find(name.substring(prefix.length())).stream()))
        .distinct()
        .toList();
  }

  private static Collection<TopicPartition> partitions(
      Admin admin, Set<String> existing, Collection<Topic> topics, String prefix)
      throws InterruptedException, ExecutionException {
    List<String> ours =
        topics.stream().map(topic -> topic.name(prefix)).filter(existing::contains).toList();
    return admin.describeTopics(ours).allTopicNames().get().values().stream()
        .flatMap(
            topic ->
                topic.partitions().stream()
                    .map(partition -> new TopicPartition(topic.name(), partition.partition())))
        .toList();
  }

  private static Map<String, Long> partitionCounts(Collection<TopicPartition> partitions) {
    return partitions.stream()
        .collect(Collectors.groupingBy(TopicPartition::topic, Collectors.counting()));
  }

  /** Offsets between begin and end: records, and the marks of transactions. */
  private static Map<String, Long> offsets(Admin admin, Collection<TopicPartition> partitions)
      throws InterruptedException, ExecutionException {
    Map<String, Long> offsets = new HashMap<>();
    offsets(admin, partitions, OffsetSpec.latest())
        .forEach((partition, at) -> offsets.merge(partition.topic(), at.offset(), Long::sum));
    offsets(admin, partitions, OffsetSpec.earliest())
        .forEach((partition, at) -> offsets.merge(partition.topic(), -at.offset(), Long::sum));
    return offsets;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException {
    return admin
        .listOffsets(partitions.stream().collect(Collectors.toMap(Function.identity(), p -> which)))
        .all()
        .get();
  }
}
