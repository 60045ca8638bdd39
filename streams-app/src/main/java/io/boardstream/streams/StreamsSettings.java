package io.boardstream.streams;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Settings of the topology. All need a restart. */
public final class StreamsSettings extends AbstractConfig {

  /**
   * Names the consumer group, the internal topics and the state; all instances that share the work
   * have the same. Another name starts anew.
   */
  public static final String APPLICATION_ID = "streams.application.id";

  /**
   * Folder of the local state; a copy of what is on changelog topics, so losing it costs a restore.
   */
  public static final String STATE_DIR = "streams.state.dir";

  /** Threads, 1 to 64. More than partitions are idle; each costs a producer and two consumers. */
  public static final String THREADS = "streams.threads";

  /**
   * Milliseconds between commits, 1 to 60,000. Higher delays every document, lower costs
   * throughput.
   */
  public static final String COMMIT_INTERVAL_MS = "streams.commit.interval.ms";

  /** Milliseconds that facts may wait for others before documents are derived, 1 to 60,000. */
  public static final String SETTLE_INTERVAL_MS = "streams.settle.interval.ms";

  /**
   * Milliseconds that must pass without facts before regressions are looked for, 1 to 600,000, as a
   * run may still be arriving; where facts never pause, five times as long. Too low, and half of a
   * run is judged, and taken back; too high, and alerts come later.
   */
  public static final String DAMPING_MS = "streams.regressions.damping.ms";

  /**
   * MiB of memory for the caches of all stores together, 8 to 65,536. Too low makes reads go to
   * disk.
   */
  public static final String MEMORY_MIB = "streams.memory.mib";

  /**
   * Warm copies of each state on other instances, 0 to 10. With 0 the work of a lost instance waits
   * until its state is restored from the topics: about a minute for a million rows. Each copy costs
   * its disk and some processor time; a single instance has nowhere to put one, and spends nothing.
   */
  public static final String STANDBY_REPLICAS = "streams.standby.replicas";

  /**
   * Milliseconds after which a silent instance loses its work to the others, and its open
   * transaction is aborted, 1,000 to 300,000. Most of the time that a failover takes. Brokers
   * refuse less than their {@code group.min.session.timeout.ms}, by default 6,000; too low, and a
   * pause of garbage collection or a busy machine moves work for nothing.
   */
  public static final String SESSION_TIMEOUT_MS = "streams.session.timeout.ms";

  /**
   * Milliseconds without progress although there is something to read, after which health says so,
   * 1,000 to 3,600,000. Too low, and a busy machine is called ill.
   */
  public static final String STANDSTILL_MS = "streams.standstill.ms";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              APPLICATION_ID,
              ConfigDef.Type.STRING,
              "boardstream-matrix",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.HIGH,
              "Names the consumer group, internal topics and state; another name starts anew.")
          .define(
              STATE_DIR,
              ConfigDef.Type.STRING,
              "boardstream-state",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.HIGH,
              "Folder of the local state.")
          .define(
              THREADS,
              ConfigDef.Type.INT,
              2,
              ConfigDef.Range.between(1, 64),
              ConfigDef.Importance.MEDIUM,
              "Threads of this instance.")
          .define(
              COMMIT_INTERVAL_MS,
              ConfigDef.Type.LONG,
              25,
              ConfigDef.Range.between(1, 60_000),
              ConfigDef.Importance.MEDIUM,
              "Milliseconds between commits.")
          .define(
              SETTLE_INTERVAL_MS,
              ConfigDef.Type.LONG,
              10,
              ConfigDef.Range.between(1, 60_000),
              ConfigDef.Importance.MEDIUM,
              "Milliseconds that facts may wait for others before documents are derived.")
          .define(
              DAMPING_MS,
              ConfigDef.Type.LONG,
              1_000,
              ConfigDef.Range.between(1, 600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds without facts before regressions are looked for.")
          .define(
              MEMORY_MIB,
              ConfigDef.Type.INT,
              96,
              ConfigDef.Range.between(8, 65_536),
              ConfigDef.Importance.MEDIUM,
              "MiB of memory for the caches of all stores together.")
          .define(
              STANDBY_REPLICAS,
              ConfigDef.Type.INT,
              1,
              ConfigDef.Range.between(0, 10),
              ConfigDef.Importance.LOW,
              "Warm copies of each state on other instances.")
          .define(
              SESSION_TIMEOUT_MS,
              ConfigDef.Type.INT,
              6_000,
              ConfigDef.Range.between(1_000, 300_000),
              ConfigDef.Importance.LOW,
              "Milliseconds after which a silent instance loses its work to the others.")
          .define(
              STANDSTILL_MS,
              ConfigDef.Type.LONG,
              60_000,
              ConfigDef.Range.between(1_000, 3_600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds without progress after which health says so.");

  public StreamsSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  String applicationId() {
    return getString(APPLICATION_ID);
  }

  public Path stateDir() {
    return Path.of(getString(STATE_DIR));
  }

  int threads() {
    return getInt(THREADS);
  }

  long commitIntervalMillis() {
    return getLong(COMMIT_INTERVAL_MS);
  }

  Duration settleInterval() {
    return Duration.ofMillis(getLong(SETTLE_INTERVAL_MS));
  }

  Duration damping() {
    return Duration.ofMillis(getLong(DAMPING_MS));
  }

  long memoryBytes() {
    return getInt(MEMORY_MIB) * 1024L * 1024L;
  }

  Duration standstillLimit() {
    return Duration.ofMillis(getLong(STANDSTILL_MS));
  }

  int standbyReplicas() {
    return getInt(STANDBY_REPLICAS);
  }

  int sessionTimeoutMillis() {
    return getInt(SESSION_TIMEOUT_MS);
  }
}
