package io.boardstream.agent.jobs.reconcile;

import io.boardstream.agent.jobs.JobTopics;
import io.boardstream.avro.JobState;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices jobs of which nothing will come any more, and puts them into their queue again, or ends
 * them with the reason. Any number of them may run: they are a consumer group of {@code
 * jobs.state}, which has one partition, and the one that has it looks; when that one dies, another
 * follows. Should two look at once, for a moment, a job is done twice and counts once.
 */
public final class Reconciler implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(Reconciler.class);
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration AGAIN = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(3);

  private final Map<String, String> settings;
  private final ReconcileSettings rules;
  private final JobTopics topics;
  private final String host;
  private final String version;
  private final Clock clock;
  private final LongSupplier nanos;
  private final JobTable jobs = new JobTable();
  private final LostJobs lost;
  private final Deserializer<JobState> states;
  private final Thread thread = new Thread(this::run, "jobs-reconciler");
  private volatile boolean stopping;
  private volatile boolean elected;
  private volatile Health health = Health.starting("jobs were not looked at yet");

  /**
   * @param settings of Kafka, the registry, and {@link ReconcileSettings}
   * @param host that speaks in events
   * @param version of it
   */
  public Reconciler(Map<String, String> settings, String host, String version, Clock clock) {
    this.settings = Map.copyOf(settings);
    this.rules = new ReconcileSettings(settings);
    this.topics = new JobTopics(new KafkaSettings(settings));
    this.host = host;
    this.version = version;
    this.clock = clock;
    this.nanos = System::nanoTime;
    this.lost = new LostJobs(rules.silence());
    this.states = new AvroSerdes(settings).values(JobState.class).deserializer();
  }

  @Override
  public String name() {
    return "reconciler";
  }

  @Override
  public void start() {
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public Health health() {
    return health;
  }

  /** Whether this is the one that looks. */
  public boolean isElected() {
    return elected;
  }

  @Override
  public void close() {
    stopping = true;
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join(PATIENCE.toMillis());
        // A broker that is away is not waited for.
        thread.interrupt();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    health = Health.stopped();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    while (!stopping) {
      try {
        topics.create(List.of());
        reconcile();
      } catch (InterruptException | WakeupException e) {
        return;
      } catch (KafkaException e) {
        if (stopping) {
          return;
        }
        health = Health.waiting("Jobs cannot be looked at: " + e.getMessage());
        LOG.warn("Looking at jobs failed and is tried again: {}", e.toString());
        try {
          Thread.sleep(AGAIN.toMillis());
        } catch (InterruptedException interrupted) {
          return;
        }
      } finally {
        elected = false;
      }
    }
  }

  private void reconcile() {
    try (KafkaConsumer<String, byte[]> members = open();
        Queues queues = new Queues(topics, settings);
        Remedy remedy = new Remedy(topics, settings, rules.resubmissions(), host, version, clock)) {
      members.subscribe(List.of(topics.state()), new Election(members));
      long next = nanos.getAsLong();
      while (!stopping) {
        members.poll(POLL).forEach(this::apply);
        if (elected && nanos.getAsLong() - next >= 0 && isCaughtUp(members)) {
          look(queues, remedy);
          next = nanos.getAsLong() + rules.interval().toNanos();
        }
        health = Health.up();
      }
    }
  }

  private void look(Queues queues, Remedy remedy) {
    queues.read(request -> jobs.isOver(request.getJobId(), request.getRetry()));
    for (LostJob job : lost.look(jobs, queues.queued(), queues.begins(), nanos.getAsLong())) {
      Remedy.Done done = remedy.apply(job, queues.isCancelled(job.request()));
      LOG.warn("Job {} was lost and is {}", done.job(), done.what());
    }
    for (JobState end : jobs.overwritten()) {
      LOG.info("Job {} was told of late; it is {} as before", end.getJobId(), end.getState());
      remedy.tellAgain(end);
    }
  }

  private void apply(ConsumerRecord<String, byte[]> record) {
    try {
      JobState state = states.deserialize(record.topic(), record.value());
      if (state == null) {
        jobs.remove(record.key());
      } else {
        jobs.apply(state);
      }
    } catch (RetriableException e) {
      throw e;
    } catch (KafkaException e) {
      LOG.warn("State at {} cannot be read: {}", record.offset(), e.getMessage());
    }
  }

  private boolean isCaughtUp(KafkaConsumer<String, byte[]> members) {
    return members.endOffsets(members.assignment()).entrySet().stream()
        .allMatch(end -> members.position(end.getKey()) >= end.getValue());
  }

  private KafkaConsumer<String, byte[]> open() {
    Map<String, Object> client = new HashMap<>(new KafkaSettings(settings).client());
    client.put(ConsumerConfig.GROUP_ID_CONFIG, topics.group() + "-reconcilers");
    client.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    client.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    client.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    return new KafkaConsumer<>(client, new StringDeserializer(), new ByteArrayDeserializer());
  }

  /** Who is elected reads all that is known of jobs, from the beginning. */
  private final class Election implements ConsumerRebalanceListener {
    private final KafkaConsumer<String, byte[]> members;

    Election(KafkaConsumer<String, byte[]> members) {
      this.members = members;
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        jobs.clear();
        lost.forget();
        members.seekToBeginning(partitions);
        elected = true;
      }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
      if (!partitions.isEmpty()) {
        elected = false;
      }
    }
  }
}
