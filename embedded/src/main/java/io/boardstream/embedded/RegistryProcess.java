package io.boardstream.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's JVM: its command and its end. */
final class RegistryProcess {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryProcess.class);

  /** Marks the process as the one of a folder, for {@link #endOrphan}. */
  private static final String FOLDER_FLAG = "-Dboardstream.registry.data=";

  private static final int STOP_SECONDS = 10;
  private static final long POLL_MS = 20;

  // A terminal's Ctrl-C goes to all its processes; this one must outlive those that use it.
  private static final String DEAF_TO_TERMINAL = "trap '' INT HUP; exec \"$0\" \"$@\"";

  private RegistryProcess() {}

  static Process start(DataFolder folder, int port, LogFile log) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", DEAF_TO_TERMINAL));
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add(FOLDER_FLAG + folder.path());
    command.addAll(small());
    command.addAll(configuration(folder, port));
    command.addAll(List.of("-jar", RegistryHome.runner().toString()));
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.to(log.path().toFile()))
            .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    // A folder without a "config" or ".env" of the user's, and no environment meant for others.
    builder.directory(folder.path().toFile());
    builder.environment().keySet().removeIf(RegistryProcess::wouldConfigureIt);
    try {
      return builder.start();
    } catch (IOException e) {
      throw new EmbeddedException("Cannot start the schema registry: " + e, e);
    }
  }

  /** Ends a registry that an earlier process left behind. Call it only when holding the folder. */
  static void endOrphan(DataFolder folder) {
    ProcessHandle.allProcesses()
        .filter(process -> isOf(folder, process))
        .forEach(
            process -> {
              LOG.info("Ending the registry, process {}, of an earlier run", process.pid());
              end(process);
            });
  }

  /** Asks the process to end, and makes it when it does not. */
  static void end(ProcessHandle process) {
    process.destroy();
    if (!ended(process)) {
      process.destroyForcibly();
      if (!ended(process)) {
        throw new EmbeddedException(
            "The schema registry, process %d, does not end.".formatted(process.pid()));
      }
    }
  }

  private static boolean wouldConfigureIt(String variable) {
    return Stream.of("APICURIO_", "QUARKUS_", "REGISTRY_", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS")
        .anyMatch(variable::startsWith);
  }

  private static boolean ended(ProcessHandle process) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STOP_SECONDS);
    while (!ProcessTable.hasEnded(process)) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      try {
        Thread.sleep(POLL_MS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
    return true;
  }

  private static boolean isOf(DataFolder folder, ProcessHandle process) {
    List<String> command = ProcessTable.commandLine(process.pid());
    return command.contains(FOLDER_FLAG + folder.path()) && command.get(0).endsWith("/java");
  }

  /** Measured: 2 s to start, 190 MiB resident after 150 schemas. */
  private static List<String> small() {
    return List.of(
        "-Xmx96m",
        "-Xss512k",
        "-XX:+UseSerialGC",
        "-XX:TieredStopAtLevel=1",
        "-XX:ReservedCodeCacheSize=48m",
        "-XX:+ExitOnOutOfMemoryError");
  }

  private static List<String> configuration(DataFolder folder, int port) {
    // WRITE_DELAY=0: a schema whose id stands in records must survive kill -9 of the registry.
    String database = "jdbc:h2:file:" + folder.file("h2").resolve("registry") + ";WRITE_DELAY=0";
    return List.of(
        "-Dquarkus.banner.enabled=false",
        "-Dquarkus.http.host=" + Ports.HOST,
        "-Dquarkus.http.port=" + port,
        "-Dquarkus.http.access-log.enabled=false",
        "-Dquarkus.management.host=" + Ports.HOST,
        "-Dquarkus.management.port=0",
        "-Dapicurio.storage.kind=sql",
        "-Dapicurio.storage.sql.kind=h2",
        "-Dapicurio.datasource.url=" + database,
        "-Dapicurio.datasource.jdbc.initial-size=1",
        "-Dapicurio.datasource.jdbc.min-size=1",
        "-Dapicurio.datasource.jdbc.max-size=8",
        "-Djava.io.tmpdir=" + System.getProperty("java.io.tmpdir"));
  }
}
