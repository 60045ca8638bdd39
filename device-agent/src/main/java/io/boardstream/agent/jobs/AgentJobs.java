package io.boardstream.agent.jobs;

import io.boardstream.agent.boards.BoardLock;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.model.ModelCache;
import io.boardstream.agent.outbox.Outbox;
import io.boardstream.agent.outbox.OutboxSender;
import io.boardstream.agent.runner.Runner;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobState;
import io.boardstream.matrix.failure.FailureRules;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.SettingsException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of an agent that does jobs: one worker for each board that is there, one outbox for all.
 * A broker that is away at the start is waited for.
 */
public final class AgentJobs implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(AgentJobs.class);
  private static final long LOOK_MS = 500;

  /** Models, boards and frontends of which it is known what worked; some hundred bytes each. */
  private static final int RUNGS_REMEMBERED = 20_000;

  private final Options options;
  private final Map<String, String> values;
  private final JobSettings settings;
  private final Boards boards;
  private final JobTopics topics;
  private final Set<String> queues = new HashSet<>();
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile BoardLock.@Nullable Held folder;
  private volatile @Nullable Outbox outbox;
  private volatile @Nullable OutboxSender sender;
  private volatile @Nullable LatestTable<JobControl> control;
  private volatile @Nullable LatestTable<JobState> states;
  private volatile @Nullable Thread starter;
  private volatile @Nullable Workers workers;
  private volatile @Nullable RungMemory rungs;
  private volatile Health health = Health.starting("not started");

  /**
   * What is particular to this host.
   *
   * @param agent names this agent among those of the host; the same again after a restart
   * @param host name of the host
   * @param version of the agent, for events
   * @param data folder of the agent: outbox, models, attempts, locks
   * @param models folder of models that jobs may name by path
   * @param frontends what this host declares
   */
  public record Options(
      String agent, String host, String version, Path data, Path models, Frontends frontends) {}

  /**
   * @param settings of Kafka, the registry and jobs
   */
  public AgentJobs(Options options, Map<String, String> settings, Boards boards) {
    this.options = options;
    this.values = Map.copyOf(settings);
    this.settings = new JobSettings(settings);
    this.topics = new JobTopics(new KafkaSettings(settings));
    this.boards = boards;
  }

  @Override
  public String name() {
    return "jobs";
  }

  /**
   * @throws SettingsException when another agent has the data folder
   */
  @Override
  public synchronized void start() {
    if (starter != null) {
      return;
    }
    BoardLock locks = new BoardLock(options.data());
    folder =
        locks
            .tryLock("agent", "agent run")
            .orElseThrow(
                () ->
                    new SettingsException(
                        "Another agent does jobs in %s: %s. Stop it, or switch one of them off with %s=false."
                            .formatted(
                                options.data(), locks.purpose("agent"), JobSettings.ENABLED)));
    Runner runner = new Runner(options.agent(), System.getenv());
    int ended = runner.endLeftBehind();
    if (ended > 0) {
      LOG.warn("Ended {} processes that an earlier agent left behind", ended);
    }
    Outbox opened = Outbox.open(options.data().resolve("outbox.db"), settings.outboxBytes());
    outbox = opened;
    OutboxSender sending = new OutboxSender(opened, values);
    sender = sending;
    sending.start();
    Thread serving = new Thread(() -> serve(runner, opened, locks), "agent-jobs");
    serving.setDaemon(true);
    serving.start();
    starter = serving;
  }

  @Override
  public Health health() {
    OutboxSender sending = sender;
    Workers working = workers;
    if (!health.isUp() || sending == null || working == null) {
      return health;
    }
    if (!sending.health().isUp()) {
      return sending.health();
    }
    return working.trouble().or(this::unusable).orElse(health);
  }

  @Override
  public void close() {
    stopping.countDown();
    Thread serving = starter;
    if (serving != null) {
      serving.interrupt();
      Threads.awaitEnd(serving);
    }
    Workers working = workers;
    if (working != null) {
      working.close();
    }
    close(control);
    close(states);
    close(sender);
    close(outbox);
    close(rungs);
    close(folder);
    health = Health.stopped();
  }

  private Optional<Health> unusable() {
    List<String> problems = boards.problems();
    return problems.isEmpty()
        ? Optional.empty()
        : Optional.of(Health.waiting(String.join("; ", problems)));
  }

  /** Waits for Kafka, then follows the boards until the end. */
  private void serve(Runner runner, Outbox opened, BoardLock locks) {
    while (stopping.getCount() > 0) {
      try {
        Workers working = workers;
        if (working == null) {
          working = begin(runner, opened, locks);
          workers = working;
        }
        List<BoardSlot> slots = boards.slots();
        for (BoardSlot slot : slots) {
          if (!queues.containsAll(topics.queues(slot, settings.allowsSimulated()))) {
            topics.createQueues(slot, settings.allowsSimulated());
            queues.addAll(topics.queues(slot, settings.allowsSimulated()));
          }
        }
        working.follow(slots);
        health = Health.up();
      } catch (KafkaException e) {
        health = Health.waiting("Kafka cannot be asked: " + e.getMessage());
      } catch (RuntimeException e) {
        health = Health.waiting("An unexpected error, it is tried again: " + e);
        LOG.error("The boards cannot be followed", e);
      }
      pause();
    }
  }

  private Workers begin(Runner runner, Outbox opened, BoardLock locks) {
    topics.create(List.of());
    topics.lock(settings.lock());
    LatestTable<JobControl> asked = control;
    if (asked == null) {
      asked = new LatestTable<>(topics.control(), JobControl.class, values, this::control);
      control = asked;
    }
    LatestTable<JobState> known = states;
    if (known == null) {
      known = LatestTable.ofStates(topics.state(), values);
      states = known;
    }
    BoardCare care = new BoardCare(locks, boards);
    return new Workers(
        new BoardWorker.Shared(
            runner(runner, opened, care),
            care,
            topics,
            settings.allowsSimulated(),
            values,
            asked,
            known,
            new Semaphore(settings.parallel(), true)));
  }

  private JobRunner runner(Runner runner, Outbox opened, BoardCare care) {
    Clock clock = Clock.systemUTC();
    RungMemory memory = rungs;
    if (memory == null) {
      memory = RungMemory.open(options.data().resolve("ladder.db"), RUNGS_REMEMBERED);
      rungs = memory;
    }
    AttemptLogs logs =
        new AttemptLogs(
            options.data().resolve("attempts"), settings.attempts(), settings.attemptBytes());
    return new JobRunner(
        new JobRunner.Parts(
            options.host(),
            settings.allowsSimulated(),
            options.frontends(),
            new ModelCache(
                options.data().resolve("models"), options.models(), settings.cacheBytes(), clock),
            care,
            new Attempts(runner, logs, options.data().resolve("work"), clock),
            new Ladder(memory),
            logs,
            new JobReports(
                options.host(),
                topics,
                opened,
                new AttemptEvents(options.host(), options.version(), FailureRules.builtIn()),
                logs,
                clock)));
  }

  private void control(JobControl asked) {
    Workers working = workers;
    if (working != null) {
      working.control(asked);
    }
  }

  private void pause() {
    try {
      if (stopping.await(LOOK_MS, TimeUnit.MILLISECONDS)) {
        LOG.debug("Stopping");
      }
    } catch (InterruptedException e) {
      LOG.debug("Woken to stop");
    }
  }

  private static void close(@Nullable AutoCloseable part) {
    if (part != null) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("A part of the agent did not close: {}", e.toString());
      }
    }
  }
}
