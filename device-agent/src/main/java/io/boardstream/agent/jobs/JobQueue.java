package io.boardstream.agent.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.JobRequest;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The queues of a device as one board reads them: one job at a time, each acknowledged by itself.
 * What is no job goes to the dead letters and is never seen by who reads. Used by one thread.
 */
final class JobQueue implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(JobQueue.class);
  private static final int USUAL_LOCK_MS = 30_000;
  private static final int FETCH_WAIT_MS = 2_000;
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);
  private static final Duration RENEWED_POLL = Duration.ofMillis(500);
  private static final int RENEWED_POLLS = 20;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final Map<String, String> settings;
  private final JobTopics topics;
  private final Deserializer<JobRequest> requests;
  private final KafkaShareConsumer<byte[], byte[]> consumer;

  /**
   * A job that is ours until it is acknowledged, or its lock is lost.
   *
   * @param delivery how often it was delivered to anybody, from 1
   */
  record Taken(JobRequest job, int delivery, ConsumerRecord<byte[], byte[]> record) {}

  /**
   * @param queues topics of the queues to read
   */
  JobQueue(JobTopics topics, List<String> queues, Map<String, String> settings) {
    this.topics = topics;
    this.settings = settings;
    this.requests = new AvroSerdes(settings).values(JobRequest.class).deserializer();
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put(ConsumerConfig.GROUP_ID_CONFIG, topics.group());
    client.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    client.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    // Of a queue that is empty; a job is delivered when it comes. Idle boards shall cost little.
    client.putIfAbsent(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, FETCH_WAIT_MS);
    this.consumer =
        new KafkaShareConsumer<>(client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    consumer.subscribe(queues);
  }

  /** The next job, if one comes within that time; each that is returned must be acknowledged. */
  List<Taken> take(Duration wait) {
    List<Taken> taken = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : consumer.poll(wait)) {
      try {
        JobRequest job = request(record);
        int counted = record.deliveryCount().map(Short::intValue).orElse(1);
        taken.add(new Taken(job, AttemptIds.delivery(job, counted), record));
      } catch (RetriableException e) {
        // The registry is away, which says nothing of the job.
        consumer.acknowledge(record, AcknowledgeType.RELEASE);
        consumer.commitSync();
        throw e;
      } catch (RuntimeException e) {
        bury(record, e);
        consumer.acknowledge(record, AcknowledgeType.REJECT);
        consumer.commitSync();
      }
    }
    return taken;
  }

  /** It is done with. */
  void accept(Taken taken) {
    consumer.acknowledge(taken.record(), AcknowledgeType.ACCEPT);
    committed();
  }

  /** It shall be given to somebody, perhaps again to us. */
  void release(Taken taken) {
    consumer.acknowledge(taken.record(), AcknowledgeType.RELEASE);
    // Who releases a job is about to stop: a broker that is away finds out by itself.
    consumer.commitSync(LAST_WORDS);
  }

  /** How soon the lock of a job must be renewed. */
  Duration renewal() {
    int lock = consumer.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MS);
    return Duration.ofMillis(Math.max(100, lock / 3));
  }

  /** Keeps it ours for another while; false when it is not ours any more. */
  boolean renew(Taken taken) {
    consumer.acknowledge(taken.record(), AcknowledgeType.RENEW);
    return committed() && cameAgain(taken.record());
  }

  @Override
  public void close() {
    consumer.close(LAST_WORDS);
  }

  /** A renewed record comes again with the next poll, and only then can be acknowledged. */
  private boolean cameAgain(ConsumerRecord<byte[], byte[]> record) {
    for (int i = 0; i < RENEWED_POLLS; i++) {
      for (ConsumerRecord<byte[], byte[]> again : consumer.poll(RENEWED_POLL)) {
        if (again.topic().equals(record.topic())
            && again.partition() == record.partition()
            && again.offset() == record.offset()) {
          return true;
        }
        consumer.acknowledge(again, AcknowledgeType.RELEASE);
      }
    }
    return false;
  }

  private boolean committed() {
    return consumer.commitSync().values().stream().allMatch(Optional::isEmpty);
  }

  private JobRequest request(ConsumerRecord<byte[], byte[]> record) {
    JobRequest job = requests.deserialize(record.topic(), record.value());
    if (job == null) {
      throw new IllegalArgumentException("A job has no content");
    }
    // The id becomes a folder.
    if (!ID.matcher(job.getJobId()).matches()) {
      throw new IllegalArgumentException("\"" + job.getJobId() + "\" is no id of a job");
    }
    return job;
  }

  private void bury(ConsumerRecord<byte[], byte[]> record, RuntimeException why) {
    LOG.warn("Job at {}-{} cannot be read: {}", record.topic(), record.offset(), why.getMessage());
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put("acks", "all");
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(client, new ByteArraySerializer(), new ByteArraySerializer())) {
      ProducerRecord<byte[], byte[]> letter =
          new ProducerRecord<>(
              topics.deadLetters(),
              record.key() == null ? "".getBytes(UTF_8) : record.key(),
              record.value());
      new DeadLetter(
              record.topic(),
              record.partition(),
              record.offset(),
              why.getClass().getName(),
              String.valueOf(why.getMessage()))
          .write(letter.headers());
      producer.send(letter).get();
    } catch (ExecutionException e) {
      throw new KafkaException("A dead letter cannot be written", e.getCause());
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }
}
