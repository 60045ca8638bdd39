package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionActionKind;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import io.boardstream.schemas.serde.RegistrySettings;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Regressions as the topics have them when a command asks. */
final class LiveRegressions {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Give up after this time. Default: ${DEFAULT-VALUE}.")
  private long timeoutSeconds = 60;

  /** Takes a record; its value is null where it was taken back. */
  @FunctionalInterface
  interface Taker<T> {
    void take(String key, @Nullable T value);
  }

  Settings settings() {
    return options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
  }

  /** What is open, by series id. */
  SortedMap<String, Regression> open(Settings settings) {
    SortedMap<String, Regression> open = new TreeMap<>();
    each(
        settings,
        TopicCatalogue.MATRIX_REGRESSIONS_OPEN,
        Regression.class,
        (key, one) -> set(open, key, one));
    return open;
  }

  /** All news, those of one series in their order. */
  List<Regression> news(Settings settings) {
    List<Regression> news = new ArrayList<>();
    each(
        settings,
        TopicCatalogue.MATRIX_REGRESSIONS,
        Regression.class,
        (key, one) -> {
          if (one != null) {
            news.add(one);
          }
        });
    return news;
  }

  /** What people said, by key. */
  Map<String, RegressionAction> actions(Settings settings) {
    Map<String, RegressionAction> actions = new LinkedHashMap<>();
    each(
        settings,
        TopicCatalogue.REGRESSIONS_ACTIONS,
        RegressionAction.class,
        (key, one) -> set(actions, key, one));
    return actions;
  }

  /** Hands over news as they come, until the time is up; those that are there already first. */
  void follow(Settings settings, Duration time, Consumer<Regression> taker) {
    try (TopicReader reader = reader(settings, TopicCatalogue.MATRIX_REGRESSIONS);
        Deserializer<Regression> decoder = decoder(settings, Regression.class)) {
      reader.tail(
          time,
          record -> {
            if (record.value() != null) {
              taker.accept(decode(record, decoder));
            }
          });
    }
  }

  /** What people said of an incident or its series that still holds; empty for nothing. */
  static String said(Regression one, Map<String, RegressionAction> actions, Instant now) {
    Optional<RegressionAction> found =
        actions.values().stream()
            .filter(
                action ->
                    action.getSubject().equals(one.getIncidentId())
                        || action.getSubject().equals(one.getSeriesId()))
            .filter(action -> action.getUntil().map(now::isBefore).orElse(true))
            .max((a, b) -> a.getAt().compareTo(b.getAt()));
    return found
        .map(
            action ->
                (action.getAction() == RegressionActionKind.MUTE ? "muted" : "acknowledged")
                    + " by "
                    + action.getWho()
                    + action.getUntil().map(until -> " until " + until).orElse("")
                    + (action.getWhy().isBlank() ? "" : ": " + action.getWhy()))
        .orElse("");
  }

  private static <T> void set(Map<String, T> table, String key, @Nullable T value) {
    if (value == null) {
      table.remove(key);
    } else {
      table.put(key, value);
    }
  }

  /** Hands over all that is on a topic. */
  <T extends SpecificRecord> void each(
      Settings settings, Topic topic, Class<T> type, Taker<T> taker) {
    try (TopicReader reader = reader(settings, topic);
        Deserializer<T> decoder = decoder(settings, type)) {
      reader.each(
          Duration.ofSeconds(timeoutSeconds),
          record -> {
            if (record.key() != null) {
              taker.take(
                  new String(record.key(), UTF_8),
                  record.value() == null ? null : decode(record, decoder));
            }
          });
    }
  }

  private static TopicReader reader(Settings settings, Topic topic) {
    return new TopicReader(
        topic.name(), new KafkaSettings(settings.values()), new RecordJson(settings.values()));
  }

  private static <T extends SpecificRecord> Deserializer<T> decoder(
      Settings settings, Class<T> type) {
    return new AvroSerdes(settings.values()).values(type).deserializer();
  }

  private static <T> T decode(ConsumerRecord<byte[], byte[]> record, Deserializer<T> decoder) {
    return decoder.deserialize(record.topic(), record.headers(), record.value());
  }
}
