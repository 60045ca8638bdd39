package io.boardstream.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The registry's JVM: its command, its pid file, its end. */
final class RegistryProcess {

  private static final Logger LOG = LoggerFactory.getLogger(RegistryProcess.class);

  /** Marks the process as the one of a folder, for {@link #endOrphan}. */
  private static final String FOLDER_FLAG = "-Dboardstream.registry.data=";

  private static final int STOP_SECONDS = 10;

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
    // Whatever these say is meant for our own JVM, and its registry would print a line about it.
    builder.environment().keySet().removeAll(List.of("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS"));
    try {
      Process process = builder.start();
      Files.writeString(pidFile(folder), process.pid() + "\n");
      return process;
    } catch (IOException e) {
      throw new EmbeddedException("Cannot start the schema registry: " + e, e);
    }
  }

  /** Ends a registry that an earlier process left behind. Call it only when holding the folder. */
  static void endOrphan(DataFolder folder) {
    try {
      if (Files.exists(pidFile(folder))) {
        ProcessHandle.of(Long.parseLong(Files.readString(pidFile(folder)).strip()))
            .filter(process -> isOf(folder, process))
            .ifPresent(
                process -> {
                  LOG.info(
                      "Ending the registry that an earlier run left behind, {}", process.pid());
                  end(process);
                });
      }
    } catch (IOException | NumberFormatException e) {
      LOG.warn("Cannot read {}; taking it for stale: {}", pidFile(folder), e.toString());
    }
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

  private static boolean ended(ProcessHandle process) {
    try {
      process.onExit().get(STOP_SECONDS, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new EmbeddedException("Cannot wait for the schema registry's end: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static boolean isOf(DataFolder folder, ProcessHandle process) {
    return CommandLine.of(process.pid()).contains(FOLDER_FLAG + folder.path());
  }

  private static Path pidFile(DataFolder folder) {
    return folder.file("registry.pid");
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
