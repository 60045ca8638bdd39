package io.boardstream.agent.boards;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** How the device agent finds and watches the boards of its host. */
public final class BoardSettings extends AbstractConfig {

  /**
   * Name of this host in the keys of its boards; empty for the kernel's. Set it where that name
   * changes, in a container for example: under another name the same boards are others. Needs a
   * restart.
   */
  public static final String HOST = "agent.host";

  /**
   * Folder for locks and what the agent keeps. Needs a restart; two agents on a host that do not
   * share it do not see each other's locks.
   */
  public static final String DATA_DIR = "agent.data.dir";

  /**
   * Where dev/tenstorrent and sys/class/tenstorrent are: /, or a folder with a captured tree. Needs
   * a restart.
   */
  public static final String ROOT = "agent.boards.root";

  /**
   * Who is asked for boards: sysfs (the kernel driver), tt-smi, or both. Remote chips, firmware
   * dates and most limits come from tt-smi only. Needs a restart.
   */
  public static final String SOURCES = "agent.boards.sources";

  /**
   * Seconds between two samples of telemetry, 0.1 to 3,600. Each sample is one record per board on
   * device.telemetry; a board that is missing in two samples running is marked as vanished. Needs a
   * restart.
   */
  public static final String INTERVAL = "agent.telemetry.interval.seconds";

  /**
   * Samples of telemetry that wait in memory for a broker that is away, 100 to 1,000,000, at about
   * a kilobyte each; when they are full, the oldest are dropped and counted. Needs a restart.
   */
  public static final String BUFFER = "agent.telemetry.buffer.samples";

  /**
   * Command that prints a snapshot as JSON, with its arguments; words with blanks in quotes, no
   * shell. Empty for none. Needs a restart.
   */
  public static final String TT_SMI = "agent.tt-smi.command";

  /**
   * Seconds between two runs of that command, 1 to 86,400. Too low costs a second of a processor
   * each; too high tells late of remote chips and firmware. Without a kernel driver in sight it is
   * asked for each sample instead. Needs a restart.
   */
  public static final String TT_SMI_INTERVAL = "agent.tt-smi.interval.seconds";

  /** Seconds that command may take until it is ended, 1 to 600. Needs a restart. */
  public static final String TT_SMI_TIMEOUT = "agent.tt-smi.timeout.seconds";

  /**
   * Command that resets one board, with its arguments: {bus} stands for its PCI bus id, {node} for
   * N of /dev/tenstorrent/N. Words with blanks in quotes, no shell. Read at each reset.
   */
  public static final String RESET = "agent.reset.command";

  /** Seconds that a reset may take until it is ended, 1 to 3,600. */
  public static final String RESET_TIMEOUT = "agent.reset.timeout.seconds";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              HOST,
              ConfigDef.Type.STRING,
              "",
              ConfigDef.Importance.MEDIUM,
              "Name of this host in the keys of its boards; empty for the kernel's.")
          .define(
              DATA_DIR,
              ConfigDef.Type.STRING,
              "boardstream-agent",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.MEDIUM,
              "Folder for locks and what the agent keeps.")
          .define(
              ROOT,
              ConfigDef.Type.STRING,
              "/",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.LOW,
              "Where dev/tenstorrent and sys/class/tenstorrent are: /, or a captured tree.")
          .define(
              SOURCES,
              ConfigDef.Type.LIST,
              List.of("sysfs", "tt-smi"),
              ConfigDef.ValidList.in(false, "sysfs", "tt-smi"),
              ConfigDef.Importance.LOW,
              "Who is asked for boards: sysfs (the kernel driver), tt-smi, or both.")
          .define(
              INTERVAL,
              ConfigDef.Type.DOUBLE,
              10.0,
              ConfigDef.Range.between(0.1, 3_600),
              ConfigDef.Importance.MEDIUM,
              "Seconds between two samples of telemetry.")
          .define(
              BUFFER,
              ConfigDef.Type.INT,
              10_000,
              ConfigDef.Range.between(100, 1_000_000),
              ConfigDef.Importance.LOW,
              "Samples of telemetry that wait in memory for a broker that is away, a kilobyte each;"
                  + " the oldest are dropped then, and counted.")
          .define(
              TT_SMI,
              ConfigDef.Type.STRING,
              "tt-smi -s",
              ConfigDef.Importance.MEDIUM,
              "Command that prints a snapshot as JSON; no shell sees it. Empty for none.")
          .define(
              TT_SMI_INTERVAL,
              ConfigDef.Type.LONG,
              300L,
              ConfigDef.Range.between(1, 86_400),
              ConfigDef.Importance.LOW,
              "Seconds between two runs of that command.")
          .define(
              TT_SMI_TIMEOUT,
              ConfigDef.Type.LONG,
              30L,
              ConfigDef.Range.between(1, 600),
              ConfigDef.Importance.LOW,
              "Seconds that command may take until it is ended.")
          .define(
              RESET,
              ConfigDef.Type.STRING,
              "tt-smi -r {bus}",
              new ConfigDef.NonEmptyString(),
              ConfigDef.Importance.MEDIUM,
              "Command that resets one board: {bus} stands for its PCI bus id, {node} for N of"
                  + " /dev/tenstorrent/N.")
          .define(
              RESET_TIMEOUT,
              ConfigDef.Type.LONG,
              120L,
              ConfigDef.Range.between(1, 3_600),
              ConfigDef.Importance.LOW,
              "Seconds that a reset may take until it is ended.");

  public BoardSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  /** Name of this host in the keys of its boards. */
  public String host() {
    String set = getString(HOST).strip();
    return set.isEmpty() ? HostFacts.name() : set;
  }

  public Path dataDir() {
    return Path.of(getString(DATA_DIR)).toAbsolutePath().normalize();
  }

  public Path root() {
    return Path.of(getString(ROOT)).toAbsolutePath().normalize();
  }

  Set<Source> sources() {
    Set<Source> sources = EnumSet.noneOf(Source.class);
    for (Source source : Source.values()) {
      if (getList(SOURCES).contains(source.toString())) {
        sources.add(source);
      }
    }
    return sources;
  }

  public Duration interval() {
    return Duration.ofMillis(Math.round(getDouble(INTERVAL) * 1_000));
  }

  public int bufferedSamples() {
    return getInt(BUFFER);
  }

  public String ttSmiCommand() {
    return getString(TT_SMI);
  }

  Duration ttSmiInterval() {
    return Duration.ofSeconds(getLong(TT_SMI_INTERVAL));
  }

  public Duration ttSmiTimeout() {
    return Duration.ofSeconds(getLong(TT_SMI_TIMEOUT));
  }

  String resetCommand() {
    return getString(RESET);
  }

  Duration resetTimeout() {
    return Duration.ofSeconds(getLong(RESET_TIMEOUT));
  }
}
