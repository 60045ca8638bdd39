package io.boardstream.agent.jobs;

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
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The part of an agent that does jobs: one worker for each board, one outbox for all. A broker that
 * is away at the start is waited for.
 */
public final class AgentJobs implements Component {
  private static final Logger LOG = LoggerFactory.getLogger(AgentJobs.class);

  private final Options options;
  private final Map<String, String> settings;
  private final Boards boards;
  private final List<BoardWorker> workers = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private @Nullable Outbox outbox;
  private @Nullable OutboxSender sender;
  private @Nullable LatestTable<JobControl> control;
  private @Nullable LatestTable<JobState> states;
  private @Nullable Thread starter;
  private volatile boolean stopping;
  private volatile Health health = Health.starting("not started");

  /**
   * What is particular to this host.
   *
   * @param agent names this agent among those of the host; the same again after a restart
   * @param host name of the host
   * @param version of the agent, for events
   * @param data folder of the agent: outbox, models, attempts
   * @param models folder of models that jobs may name by path
   * @param frontends what this host declares
   */
  public record Options(
      String agent, String host, String version, Path data, Path models, Frontends frontends) {

    private static final long OUTBOX_BYTES = 512L << 20;
    private static final long CACHE_BYTES = 50L << 30;
    private static final int ATTEMPTS = 1_000;
    private static final long ATTEMPT_BYTES = 2L << 30;
  }

  /**
   * @param settings of Kafka and the registry
   */
  public AgentJobs(Options options, Map<String, String> settings, Boards boards) {
    this.options = options;
    this.settings = Map.copyOf(settings);
    this.boards = boards;
  }

  @Override
  public String name() {
    return "jobs";
  }

  @Override
  public void start() {
    Runner runner = new Runner(options.agent(), System.getenv());
    int ended = runner.endLeftBehind();
    if (ended > 0) {
      LOG.warn("Ended {} processes that an earlier agent left behind", ended);
    }
    outbox = Outbox.open(options.data().resolve("outbox.db"), Options.OUTBOX_BYTES);
    sender = new OutboxSender(outbox, settings);
    sender.start();
    starter = new Thread(() -> serve(runner), "jobs-start");
    starter.setDaemon(true);
    starter.start();
  }

  @Override
  public synchronized Health health() {
    if (sender != null && !sender.health().isUp()) {
      return sender.health();
    }
    for (BoardWorker worker : workers) {
      if (!worker.health().isUp()) {
        return worker.health();
      }
    }
    return health;
  }

  @Override
  public void close() {
    stopping = true;
    join(starter, true);
    List<Thread> running;
    synchronized (this) {
      workers.forEach(BoardWorker::stop);
      running = List.copyOf(threads);
    }
    running.forEach(thread -> join(thread, false));
    close(control);
    close(states);
    close(sender);
    close(outbox);
    health = Health.stopped();
  }

  private void serve(Runner runner) {
    List<BoardSlot> slots = boards.slots();
    JobTopics topics = new JobTopics(new KafkaSettings(settings));
    while (!stopping) {
      try {
        topics.create(slots.stream().map(BoardSlot::device).distinct().toList());
        control = new LatestTable<>(topics.control(), JobControl.class, settings, this::control);
        states = LatestTable.ofStates(topics.state(), settings);
        begin(slots, topics, runner);
        health = Health.up();
        return;
      } catch (KafkaException e) {
        close(control);
        control = null;
        health = Health.waiting("Kafka cannot be asked: " + e.getMessage());
        pause();
      }
    }
  }

  private synchronized void begin(List<BoardSlot> slots, JobTopics topics, Runner runner) {
    if (stopping || outbox == null || control == null || states == null) {
      return;
    }
    JobRunner jobs =
        new JobRunner(
            new JobRunner.Parts(
                options.host(),
                topics,
                outbox,
                options.frontends(),
                new ModelCache(
                    options.data().resolve("models"),
                    options.models(),
                    Options.CACHE_BYTES,
                    Clock.systemUTC()),
                runner,
                new AttemptLogs(
                    options.data().resolve("attempts"), Options.ATTEMPTS, Options.ATTEMPT_BYTES),
                new AttemptEvents(options.host(), options.version(), FailureRules.builtIn()),
                options.data().resolve("work"),
                Clock.systemUTC()));
    for (BoardSlot slot : slots) {
      BoardWorker worker = new BoardWorker(slot, jobs, topics, settings, control, states);
      Thread thread = new Thread(worker, "board-" + slot.key());
      thread.setDaemon(true);
      workers.add(worker);
      threads.add(thread);
      thread.start();
    }
  }

  private synchronized void control(JobControl asked) {
    workers.forEach(worker -> worker.control(asked));
  }

  private void pause() {
    try {
      Thread.sleep(1_000);
    } catch (InterruptedException e) {
      stopping = true;
    }
  }

  private static void join(@Nullable Thread thread, boolean interrupt) {
    if (thread == null) {
      return;
    }
    if (interrupt) {
      thread.interrupt();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
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
