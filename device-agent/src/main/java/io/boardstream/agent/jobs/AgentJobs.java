package io.boardstream.agent.jobs;

import io.boardstream.agent.artifact.Artifacts;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.model.ModelCache;
import io.boardstream.agent.model.ModelHub;
import io.boardstream.agent.model.ModelSettings;
import io.boardstream.agent.outbox.BrokerClock;
import io.boardstream.agent.outbox.OutboxSender;
import io.boardstream.agent.runner.Runner;
import io.boardstream.avro.JobControl;
import io.boardstream.avro.JobState;
import io.boardstream.matrix.failure.FailureRules;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
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
  private static final long LOOK_MS = 1_000;

  /** Models, boards and frontends of which it is known what worked; some hundred bytes each. */
  private static final int RUNGS_REMEMBERED = 20_000;

  private final Options options;
  private final Map<String, String> values;
  private final JobSettings settings;
  private final Boards boards;
  private final JobTopics topics;
  private final Set<String> queues = new HashSet<>();
  private final BrokerClock brokerClock = new BrokerClock(Clock.systemUTC());
  private final CountDownLatch stopping = new CountDownLatch(1);
  private volatile @Nullable AgentFolder folder;
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

  /** What jobs are done with, once the folder is this agent's. */
  private record Means(AgentFolder folder, Runner runner, ModelHub hub) {}

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
   * Takes the data folder, and returns; all else is done once Kafka is there.
   *
   * @throws SettingsException when another agent has the data folder, or the token of the hub
   *     cannot be read
   */
  @Override
  public synchronized void start() {
    if (starter != null) {
      return;
    }
    ModelHub hub = hub();
    Runner runner = new Runner(options.agent(), System.getenv());
    AgentFolder taken = AgentFolder.take(options.data(), settings, runner);
    folder = taken;
    OutboxSender sending = new OutboxSender(taken.outbox(), values, brokerClock);
    sender = sending;
    sending.start();
    Thread serving = new Thread(() -> serve(new Means(taken, runner, hub)), "agent-jobs");
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
  private void serve(Means means) {
    while (stopping.getCount() > 0) {
      try {
        Workers working = workers;
        if (working == null) {
          working = begin(means);
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

  private Workers begin(Means means) {
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
    BoardCare care = new BoardCare(means.folder().locks(), boards);
    return new Workers(
        new BoardWorker.Shared(
            runner(means, care),
            care,
            topics,
            settings.allowsSimulated(),
            values,
            asked,
            known,
            new Semaphore(settings.parallel(), true)));
  }

  private ModelHub hub() {
    try {
      return new ModelSettings(values).hub();
    } catch (IOException e) {
      throw new SettingsException(
          "The file of %s cannot be read: %s".formatted(ModelSettings.HUB_TOKEN_FILE, e), e);
    }
  }

  private JobRunner runner(Means means, BoardCare care) {
    Clock clock = Clock.systemUTC();
    RungMemory memory = rungs;
    if (memory == null) {
      memory = RungMemory.open(options.data().resolve("ladder.db"), RUNGS_REMEMBERED);
      rungs = memory;
    }
    AttemptLogs logs = means.folder().logs();
    Path work = means.folder().work();
    return new JobRunner(
        new JobRunner.Parts(
            options.host(),
            settings.allowsSimulated(),
            options.frontends(),
            new ModelCache(
                means.folder().models(),
                options.models(),
                settings.cacheBytes(),
                clock,
                means.hub()),
            care,
            new Attempts(
                means.runner(), logs, new Artifacts(settings.attemptBytes() / 4), work, clock),
            new Ladder(memory),
            logs,
            new JobReports(
                options.host(),
                topics,
                means.folder().outbox(),
                new AttemptEvents(
                    options.host(), options.version(), FailureRules.builtIn(), brokerClock),
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
