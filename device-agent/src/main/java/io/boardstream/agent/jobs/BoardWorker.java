package io.boardstream.agent.jobs;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.outbox.OutboxException;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.DeadLetter;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the queue of a device with one board: one job at a time, acknowledged when what became of
 * it is in the outbox. While a job runs, its lock on the broker is renewed; when the lock is lost
 * all the same, the job is somebody else's and is stopped here.
 */
final class BoardWorker implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(BoardWorker.class);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final int USUAL_LOCK_MS = 30_000;
  private static final Set<String> FINAL = Set.of("completed", "failed", "cancelled");
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,99}");

  private final BoardSlot board;
  private final JobRunner jobs;
  private final JobTopics topics;
  private final Map<String, String> settings;
  private final LatestTable<JobControl> control;
  private final LatestTable<JobState> states;
  private final Deserializer<JobRequest> requests;
  private final ExecutorService executor;
  private volatile boolean stopping;
  private volatile @Nullable Current current;
  private volatile Health health = Health.starting("the queue was not read yet");

  private record Current(JobRequest job, JobRunner.Stop stop) {}

  BoardWorker(
      BoardSlot board,
      JobRunner jobs,
      JobTopics topics,
      Map<String, String> settings,
      LatestTable<JobControl> control,
      LatestTable<JobState> states) {
    this.board = board;
    this.jobs = jobs;
    this.topics = topics;
    this.settings = settings;
    this.control = control;
    this.states = states;
    this.requests = new AvroSerdes(settings).values(JobRequest.class).deserializer();
    this.executor =
        Executors.newSingleThreadExecutor(task -> new Thread(task, "job-" + board.key()));
  }

  Health health() {
    return health;
  }

  /** Stops after releasing the job that is under way, so that another agent takes it. */
  void stop() {
    stopping = true;
    Current now = current;
    if (now != null) {
      now.stop().abandon("The agent is stopping");
    }
  }

  /** Somebody asked for something about a job, perhaps the one that runs here. */
  void control(JobControl asked) {
    Current now = current;
    if (now != null && cancels(asked, now.job())) {
      now.stop().stop("Cancelled by " + asked.getBy().orElse("somebody"));
    }
  }

  @Override
  public void run() {
    try {
      while (!stopping) {
        try (KafkaShareConsumer<byte[], byte[]> queue = open()) {
          queue.subscribe(List.of(topics.requests(board.device())));
          serve(queue);
        } catch (InterruptException e) {
          stopping = true;
        } catch (KafkaException | OutboxException e) {
          health =
              Health.waiting("Jobs of " + board.device() + " cannot be served: " + e.getMessage());
          LOG.warn("Board {}: {}", board.key(), e.toString());
          pause();
        }
      }
    } finally {
      executor.shutdownNow();
      health = Health.stopped();
    }
  }

  private void serve(KafkaShareConsumer<byte[], byte[]> queue) {
    while (!stopping) {
      for (ConsumerRecord<byte[], byte[]> record : queue.poll(POLL)) {
        handle(queue, record);
      }
      health = Health.up();
    }
  }

  private void handle(
      KafkaShareConsumer<byte[], byte[]> queue, ConsumerRecord<byte[], byte[]> record) {
    JobRequest job;
    try {
      job = request(record);
    } catch (RuntimeException e) {
      reject(record, e);
      queue.acknowledge(record, AcknowledgeType.REJECT);
      queue.commitSync();
      return;
    }
    int delivery = record.deliveryCount().map(Short::intValue).orElse(1);
    if (isOver(job)) {
      queue.acknowledge(record, AcknowledgeType.ACCEPT);
      queue.commitSync();
      return;
    }
    Optional<JobControl> asked = control.get(job.getJobId()).filter(c -> cancels(c, job));
    if (asked.isPresent()) {
      String by = asked.get().getBy().orElse("somebody");
      jobs.cancelled(job, board, delivery, "Cancelled by " + by + " before it began");
      queue.acknowledge(record, AcknowledgeType.ACCEPT);
      queue.commitSync();
      return;
    }
    JobRunner.Stop stop = new JobRunner.Stop();
    current = new Current(job, stop);
    if (stopping) {
      stop.abandon("The agent is stopping");
    }
    // A cancel that came between the look above and this line is found here.
    control.get(job.getJobId()).ifPresent(this::control);
    Future<?> running = executor.submit(() -> jobs.run(job, board, delivery, stop));
    try {
      await(queue, record, running, stop);
    } finally {
      current = null;
    }
  }

  /** Renews the lock until the job is over, then says so to the broker. */
  private void await(
      KafkaShareConsumer<byte[], byte[]> queue,
      ConsumerRecord<byte[], byte[]> record,
      Future<?> running,
      JobRunner.Stop stop) {
    long renewal = Math.max(100, queue.acquisitionLockTimeoutMs().orElse(USUAL_LOCK_MS) / 3);
    boolean ours = true;
    while (!over(running, renewal)) {
      if (ours) {
        queue.acknowledge(record, AcknowledgeType.RENEW);
        ours = committed(queue) && renewed(queue, record);
        if (!ours) {
          stop.abandon("The lock on the job was lost; another agent has it");
        }
      }
    }
    @Nullable Throwable failure = failure(running);
    if (ours) {
      // Stopped by us, it shall run elsewhere; without room in the outbox, later.
      boolean again = stopping || failure != null;
      queue.acknowledge(record, again ? AcknowledgeType.RELEASE : AcknowledgeType.ACCEPT);
      committed(queue);
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
  }

  /** A renewed record comes again with the next poll, and only then can be acknowledged. */
  private static boolean renewed(
      KafkaShareConsumer<byte[], byte[]> queue, ConsumerRecord<byte[], byte[]> record) {
    for (int i = 0; i < 20; i++) {
      for (ConsumerRecord<byte[], byte[]> again : queue.poll(Duration.ofMillis(500))) {
        if (again.partition() == record.partition() && again.offset() == record.offset()) {
          return true;
        }
        queue.acknowledge(again, AcknowledgeType.RELEASE);
      }
    }
    return false;
  }

  private static boolean committed(KafkaShareConsumer<byte[], byte[]> queue) {
    return queue.commitSync().values().stream().allMatch(Optional::isEmpty);
  }

  private static boolean over(Future<?> running, long millis) {
    try {
      running.get(millis, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      return true;
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
  }

  private static @Nullable Throwable failure(Future<?> done) {
    try {
      done.get();
      return null;
    } catch (ExecutionException e) {
      return e.getCause();
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    }
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

  /** Delivered again after it ended: somebody died between telling that and acknowledging. */
  private boolean isOver(JobRequest job) {
    Optional<JobState> state = states.get(job.getJobId());
    return state.isPresent()
        && FINAL.contains(state.get().getState())
        && state.get().getRequest().getRetry() >= job.getRetry();
  }

  private static boolean cancels(JobControl asked, JobRequest job) {
    return asked.getAction().equals("cancel") && asked.getRetry() >= job.getRetry();
  }

  private void reject(ConsumerRecord<byte[], byte[]> record, RuntimeException why) {
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

  private KafkaShareConsumer<byte[], byte[]> open() {
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put(ConsumerConfig.GROUP_ID_CONFIG, topics.group());
    client.put(ConsumerConfig.SHARE_ACKNOWLEDGEMENT_MODE_CONFIG, "explicit");
    client.put(ConsumerConfig.SHARE_ACQUIRE_MODE_CONFIG, "record_limit");
    client.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
    return new KafkaShareConsumer<>(
        client, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      stopping = true;
      Thread.currentThread().interrupt();
    }
  }
}
