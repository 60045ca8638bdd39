package io.boardstream.agent.jobs;

import io.boardstream.agent.boards.BoardSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which jobs a host takes, and what it keeps of them. All need a restart of the agent. */
public final class JobSettings extends AbstractConfig {

  /**
   * Whether this host takes jobs at all; without, its agent publishes boards and telemetry only.
   */
  public static final String ENABLED = "agent.jobs.enabled";

  /**
   * Whether this host's own processor takes jobs of the reference device cpu. They run beside those
   * of the boards, and can disturb what is measured there: switch it off on hosts that compare.
   */
  public static final String PROCESSOR = "agent.jobs.processor";

  /**
   * Whether jobs are taken whose results say nothing of real hardware: by simulated boards, which
   * take no others, and by real boards beside real jobs. Off, such jobs wait for another host.
   */
  public static final String ALLOW_SIMULATED = "agent.jobs.allow-simulated";

  /**
   * YAML that declares frontends beside the built-in ones; one of the same name replaces it. Empty
   * for none. Whoever can write it decides what is run on this host. A board whose device no
   * frontend names takes no jobs.
   */
  public static final String FRONTENDS = "agent.jobs.frontends";

  /**
   * Folder of models that jobs may name by a path below it; empty for local-models in the agent's
   * data folder. Nothing outside it can be named.
   */
  public static final String MODELS = "agent.jobs.models.dir";

  /**
   * How many jobs may run at once on this host, 0 to 1,000; 0 for one on each board. Too many
   * compilers at once exhaust the memory of the host, and slow each other.
   */
  public static final String PARALLEL = "agent.jobs.parallel";

  /**
   * Seconds for which a taken job is this board's, 1 to 60, of which brokers refuse less than 15
   * unless they are told otherwise; renewed at a third of it while the job runs. Jobs of an agent
   * that dies are given to another after that time; too short, and a host that stalls loses its
   * jobs. It is a setting of the agents' group on the broker: of agents that differ, the one that
   * started last decides, and the broker may allow less.
   */
  public static final String LOCK = "agent.jobs.lock.seconds";

  /**
   * Whether a board is reset, by the command of agent.reset.command, after a job that took longer
   * than a stage may take. Off, the next job meets the board as the hang left it. A board whose
   * reset fails takes no more jobs until one succeeds, or the host is rebooted.
   */
  public static final String RESET_AFTER_HANG = "agent.jobs.reset-after-hang";

  /**
   * MiB that events may take on disk while the broker is away, 1 to 1,048,576; at some kilobytes
   * per attempt. When it is full, jobs are given back to their queue until there is room; nothing
   * is dropped.
   */
  public static final String OUTBOX = "agent.outbox.max.mib";

  /**
   * MiB of model files that are kept, 1 to 104,857,600; the one used longest ago goes first. A
   * model that is larger cannot be run.
   */
  public static final String CACHE = "agent.models.cache.mib";

  /** Attempts whose events and logs are kept on this host, 1 to 1,000,000; the oldest go first. */
  public static final String ATTEMPTS = "agent.attempts.keep";

  /** MiB that these may take, 1 to 104,857,600; the newest attempt is kept in any case. */
  public static final String ATTEMPT_SIZE = "agent.attempts.max.mib";

  private static final int MOST_MIB = 104_857_600;

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              ENABLED,
              ConfigDef.Type.BOOLEAN,
              true,
              ConfigDef.Importance.MEDIUM,
              "Whether this host takes jobs; false for boards and telemetry only.")
          .define(
              PROCESSOR,
              ConfigDef.Type.BOOLEAN,
              true,
              ConfigDef.Importance.MEDIUM,
              "Whether this host's processor takes jobs of the reference device cpu; they run beside"
                  + " those of the boards.")
          .define(
              ALLOW_SIMULATED,
              ConfigDef.Type.BOOLEAN,
              false,
              ConfigDef.Importance.LOW,
              "Whether simulated jobs are taken: by simulated boards, which take no others, and by"
                  + " real ones beside real jobs.")
          .define(
              FRONTENDS,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.HIGH,
              "YAML that declares frontends beside the built-in ones; empty for none. Whoever can"
                  + " write it decides what is run on this host.")
          .define(
              MODELS,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "Folder of models that jobs may name by path; empty for local-models in"
                  + " agent.data.dir.")
          .define(
              PARALLEL,
              ConfigDef.Type.INT,
              0,
              ConfigDef.Range.between(0, 1_000),
              ConfigDef.Importance.MEDIUM,
              "How many jobs may run at once on this host; 0 for one on each board.")
          .define(
              LOCK,
              ConfigDef.Type.INT,
              30,
              ConfigDef.Range.between(1, 60),
              ConfigDef.Importance.LOW,
              "Seconds for which a taken job is this board's, renewed at a third of it; after them"
                  + " jobs of an agent that died are given to another. One for all agents: the one"
                  + " that started last decides.")
          .define(
              RESET_AFTER_HANG,
              ConfigDef.Type.BOOLEAN,
              false,
              ConfigDef.Importance.MEDIUM,
              "Whether a board is reset by agent.reset.command after a job that took too long; one"
                  + " whose reset fails takes no more jobs until a reset succeeds.")
          .define(
              OUTBOX,
              ConfigDef.Type.INT,
              512,
              ConfigDef.Range.between(1, 1_048_576),
              ConfigDef.Importance.LOW,
              "MiB that events may take on disk while the broker is away; when full, jobs are given"
                  + " back.")
          .define(
              CACHE,
              ConfigDef.Type.INT,
              51_200,
              ConfigDef.Range.between(1, MOST_MIB),
              ConfigDef.Importance.LOW,
              "MiB of model files that are kept; a larger model cannot be run.")
          .define(
              ATTEMPTS,
              ConfigDef.Type.INT,
              1_000,
              ConfigDef.Range.between(1, 1_000_000),
              ConfigDef.Importance.LOW,
              "Attempts whose events and logs are kept on this host; the oldest go first.")
          .define(
              ATTEMPT_SIZE,
              ConfigDef.Type.INT,
              2_048,
              ConfigDef.Range.between(1, MOST_MIB),
              ConfigDef.Importance.LOW,
              "MiB that these may take.");

  private final Map<String, String> all;

  public JobSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
    this.all = Map.copyOf(values);
  }

  public boolean isEnabled() {
    return getBoolean(ENABLED);
  }

  boolean isProcessorServed() {
    return getBoolean(PROCESSOR);
  }

  boolean allowsSimulated() {
    return getBoolean(ALLOW_SIMULATED);
  }

  boolean isResetAfterHang() {
    return getBoolean(RESET_AFTER_HANG);
  }

  /** The file that declares frontends; empty for the built-in ones alone. */
  public Optional<Path> frontends() {
    return Optional.of(getString(FRONTENDS).strip()).filter(text -> !text.isEmpty()).map(Path::of);
  }

  /** Where jobs may name models by path. */
  public Path models() {
    String set = getString(MODELS).strip();
    return set.isEmpty()
        ? new BoardSettings(all).dataDir().resolve("local-models")
        : Path.of(set).toAbsolutePath().normalize();
  }

  /** How many jobs may run at once. */
  int parallel() {
    int set = getInt(PARALLEL);
    return set == 0 ? Integer.MAX_VALUE : set;
  }

  Duration lock() {
    return Duration.ofSeconds(getInt(LOCK));
  }

  long outboxBytes() {
    return mebibytes(OUTBOX);
  }

  long cacheBytes() {
    return mebibytes(CACHE);
  }

  int attempts() {
    return getInt(ATTEMPTS);
  }

  long attemptBytes() {
    return mebibytes(ATTEMPT_SIZE);
  }

  private long mebibytes(String key) {
    return getInt(key).longValue() << 20;
  }
}
