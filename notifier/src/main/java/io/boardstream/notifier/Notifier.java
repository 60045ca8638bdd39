package io.boardstream.notifier;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionAction;
import io.boardstream.avro.RegressionDelivery;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells people what got worse. It keeps nothing but what is on topics: a start reads them from
 * their beginning, and tells what no receiver has accepted yet. At least once: one that dies
 * between acceptance and the record of it tells again, with the same key. One runs at a time.
 */
public final class Notifier implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(Notifier.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final List<Topic> TOPICS =
      List.of(
          TopicCatalogue.MATRIX_REGRESSIONS,
          TopicCatalogue.REGRESSIONS_ACTIONS,
          TopicCatalogue.REGRESSIONS_DELIVERIES);

  private final KafkaSettings kafka;
  private final AvroSerdes serdes;
  private final Known known = new Known();
  private final List<Messenger> messengers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile Health health = Health.starting("not started");
  private volatile boolean closed;
  private @Nullable KafkaProducer<String, byte[]> producer;

  public Notifier(Settings settings) {
    NotifierSettings own = new NotifierSettings(settings.values());
    this.kafka = new KafkaSettings(settings.values());
    this.serdes = new AvroSerdes(settings.values());
    for (Outlet outlet : own.outlets()) {
      messengers.add(new Messenger(outlet, known, own, this::record, Clock.systemUTC()));
    }
  }

  @Override
  public String name() {
    return "notifier";
  }

  @Override
  public void start() {
    Map<String, Object> client = new HashMap<>(kafka.client());
    client.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    producer = new KafkaProducer<>(client, new StringSerializer(), new ByteArraySerializer());
    health = Health.starting("reads what was told");
    begin("notifier-reader", this::read);
    messengers.forEach(messenger -> begin("notifier-messenger", messenger));
  }

  private void begin(String name, Runnable work) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  @Override
  public Health health() {
    if (closed) {
      return Health.stopped();
    }
    if (messengers.isEmpty()) {
      return Health.waiting(
          "nobody to tell; set notifier.slack.url, notifier.alertmanager.url or"
              + " notifier.github.repository");
    }
    return messengers.stream()
        .map(Messenger::problem)
        .flatMap(Optional::stream)
        .findFirst()
        .map(problem -> health.isUp() ? Health.waiting(problem) : health)
        .orElse(health);
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    for (Thread thread : threads) {
      try {
        thread.join(Duration.ofSeconds(10).toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    if (producer != null) {
      producer.close(Duration.ofSeconds(5));
      producer = null;
    }
  }

  private void read() {
    while (!closed && !Thread.currentThread().isInterrupted()) {
      try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(consumer())) {
        follow(consumer);
      } catch (WakeupException | InterruptException e) {
        return;
      } catch (KafkaException e) {
        health = Health.waiting("cannot read the topics of regressions: " + e.getMessage());
        LOG.warn("Reading the topics of regressions begins again", e);
        if (!rest()) {
          return;
        }
      }
    }
  }

  private boolean rest() {
    try {
      Thread.sleep(PAUSE.toMillis());
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void follow(KafkaConsumer<byte[], byte[]> consumer) {
    known.clear();
    List<TopicPartition> partitions = new ArrayList<>();
    for (Topic topic : TOPICS) {
      consumer
          .partitionsFor(topic.name(kafka.topicsPrefix()))
          .forEach(p -> partitions.add(new TopicPartition(p.topic(), p.partition())));
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
    while (!closed) {
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        take(record);
      }
      if (!known.isComplete()
          && ends.entrySet().stream()
              .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
        known.complete();
        health = Health.up();
      }
    }
  }

  /** What cannot be read is told in the log, and keeps nothing else waiting. */
  private void take(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    String topic = record.topic().substring(kafka.topicsPrefix().length());
    try {
      if (topic.equals(TopicCatalogue.MATRIX_REGRESSIONS.name())) {
        Regression news = decode(record, Regression.class);
        if (news != null) {
          known.news(news);
        }
      } else if (topic.equals(TopicCatalogue.REGRESSIONS_ACTIONS.name())) {
        known.action(key, decode(record, RegressionAction.class));
      } else {
        known.delivery(key, decode(record, RegressionDelivery.class));
      }
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException e) {
      LOG.error(
          "Record {} of {} cannot be read and is left out", record.offset(), record.topic(), e);
    }
  }

  private <T extends SpecificRecord> @Nullable T decode(
      ConsumerRecord<byte[], byte[]> record, Class<T> type) {
    return record.value() == null
        ? null
        : serdes
            .values(type)
            .deserializer()
            .deserialize(record.topic(), record.headers(), record.value());
  }

  /** Until it is written: what was accepted must not be sent again after a restart. */
  private void record(String key, RegressionDelivery delivery) throws InterruptedException {
    String topic = TopicCatalogue.REGRESSIONS_DELIVERIES.name(kafka.topicsPrefix());
    while (!closed) {
      KafkaProducer<String, byte[]> open = producer;
      if (open == null) {
        return;
      }
      try {
        byte[] value =
            serdes.values(RegressionDelivery.class).serializer().serialize(topic, delivery);
        open.send(new ProducerRecord<>(topic, key, value)).get();
        return;
      } catch (ExecutionException | KafkaException e) {
        LOG.warn("What was delivered cannot be written down yet; trying again", e);
        Thread.sleep(PAUSE.toMillis());
      }
    }
  }

  private Map<String, Object> consumer() {
    Map<String, Object> settings = new HashMap<>(kafka.client());
    settings.remove(ConsumerConfig.GROUP_ID_CONFIG);
    settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteArrayDeserializer.class);
    return settings;
  }
}
