package io.boardstream.cli;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionActionKind;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What acknowledging and muting have in common: a record with who, why, and until when. */
final class RegressionSaying {

  @Mixin private final LiveRegressions live = new LiveRegressions();

  @Parameters(
      paramLabel = "ID",
      description = "Id of an incident, or how it begins; or id of a series.")
  private String id = "";

  @Option(names = "--why", paramLabel = "TEXT", description = "Why.")
  private String why = "";

  @Option(names = "--by", paramLabel = "NAME", description = "Who says so. Default: the user.")
  private String who = System.getProperty("user.name", "somebody");

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description =
          "Until when it holds: 8h, 3d, or 2026-01-31T08:00:00Z. Default: until it is taken back.")
  private @Nullable String until;

  @Option(names = "--undo", description = "Takes it back.")
  private boolean undo;

  /** Writes it, and returns what was done, for people. */
  String say(RegressionActionKind kind) throws InterruptedException {
    Settings settings = live.settings();
    String subject = subject(settings);
    Instant now = Clock.systemUTC().instant();
    String key = kind.name().toLowerCase(Locale.ROOT) + "/" + subject;
    RegressionAction action =
        undo ? null : new RegressionAction(subject, kind, who, why, now, until(now));
    write(settings, key, action);
    return (undo ? "Taken back: " : "Written: ") + key;
  }

  /** What is said of something that nobody knows, is a typing error. */
  private String subject(Settings settings) {
    List<Regression> news = live.news(settings);
    if (news.stream().anyMatch(one -> one.getSeriesId().equals(id))) {
      return id;
    }
    List<String> found =
        news.stream()
            .filter(
                one -> one.getIncidentId().startsWith(id) || one.getRegressionId().startsWith(id))
            .map(Regression::getIncidentId)
            .distinct()
            .toList();
    if (found.size() == 1 && id.length() >= 4) {
      return found.get(0);
    }
    throw new CommandFailedException(
        found.isEmpty() || id.length() < 4
            ? "No incident and no series is '%s'. What is open: boardstream regressions list"
                .formatted(id)
            : "'%s' may be any of %s.".formatted(id, String.join(", ", found)));
  }

  private @Nullable Instant until(Instant now) {
    String text = until;
    if (text == null) {
      return null;
    }
    try {
      return text.matches("\\d+[mhd]")
          ? now.plus(
              Duration.parse(
                  text.endsWith("d")
                      ? "P" + text.toUpperCase(Locale.ROOT)
                      : "PT" + text.toUpperCase(Locale.ROOT)))
          : Instant.parse(text);
    } catch (DateTimeParseException | ArithmeticException e) {
      throw new CommandFailedException(
          "--until is '%s'; write 8h, 3d or 2026-01-31T08:00:00Z.".formatted(text));
    }
  }

  private static void write(Settings settings, String key, @Nullable RegressionAction action)
      throws InterruptedException {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    String topic = TopicCatalogue.REGRESSIONS_ACTIONS.name(kafka.topicsPrefix());
    Map<String, Object> client = new HashMap<>(kafka.client());
    byte[] value =
        action == null
            ? null
            : new AvroSerdes(settings.values())
                .values(RegressionAction.class)
                .serializer()
                .serialize(topic, action);
    try (KafkaProducer<String, byte[]> producer =
        new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer())) {
      producer.send(new ProducerRecord<>(topic, key, value)).get();
    } catch (ExecutionException e) {
      throw new CommandFailedException("Kafka did not take it: " + e.getCause());
    }
  }
}
