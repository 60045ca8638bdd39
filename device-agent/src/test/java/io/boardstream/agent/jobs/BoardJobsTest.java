package io.boardstream.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.boards.BoardLock;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.avro.JobRequest;
import io.boardstream.avro.JobState;
import io.boardstream.avro.RunEvent;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Jobs on boards that come and go, are in use, hang, or do not exist. */
@EnabledOnOs(OS.LINUX)
@Timeout(300)
final class BoardJobsTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());

  @TempDir private static Path folder;
  private static JobSystem system;

  private final List<AgentJobs> agents = new ArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    system = JobSystem.start(folder);
  }

  @AfterAll
  static void stop() {
    system.close();
  }

  @AfterEach
  void closeAgents() {
    agents.forEach(AgentJobs::close);
  }

  @Test
  void aBoardThatComesTakesJobsAndOneThatGoesGivesItsJobBack() throws IOException {
    List<BoardSlot> here = new CopyOnWriteArrayList<>();
    Path gate = folder.resolve("gate");
    String frontend = gated("come", gate);
    agent("first", frontend, () -> here, Map.of());
    system.client().submit(system.job("wanders", "come", "gated"));

    here.add(slot("first/0", "come"));
    system.awaitState("wanders", "executing");
    here.clear();
    agent("second", frontend, () -> List.of(slot("second/0", "come")), Map.of());
    await()
        .atMost(JobSystem.LONG)
        .until(
            () -> system.client().state("wanders").orElseThrow().getHost().orElse(""),
            "second"::equals);
    Files.writeString(gate, "open");

    JobState done = system.awaitState("wanders", "completed");
    assertThat(done.getHost()).contains("second");
    assertThat(done.getAttempts()).as("of the second delivery").isGreaterThan(100);
  }

  @Test
  void aBoardIsLockedWhileAJobRunsAndAJobWaitsForALockedBoard() throws IOException {
    Path gate = folder.resolve("lock-gate");
    agent("locking", gated("lock", gate), () -> List.of(slot("locking/0", "lock")), Map.of());
    BoardLock locks = new BoardLock(system.data("locking"));
    BoardLock.Held reset = locks.tryLock("locking/0", "agent reset").orElseThrow();

    system.client().submit(system.job("patient", "lock", "gated"));
    system.awaitState("patient", "downloading");
    reset.close();
    system.awaitState("patient", "executing");

    assertThat(locks.tryLock("locking/0", "agent reset")).isEmpty();
    assertThat(locks.purpose("locking/0")).startsWith("job patient (process ");
    Files.writeString(gate, "open");
    system.awaitState("patient", "completed");
    await()
        .atMost(JobSystem.LONG)
        .until(() -> locks.tryLock("locking/0", "a test"), Optional::isPresent)
        .ifPresent(BoardLock.Held::close);
  }

  @Test
  void aJobThatWaitsForALockedBoardCanBeCancelled() {
    agent("busy", quick("busy"), () -> List.of(slot("busy/0", "busy")), Map.of());
    BoardLock locks = new BoardLock(system.data("busy"));
    try (BoardLock.Held reset = locks.tryLock("busy/0", "agent reset").orElseThrow()) {
      system.client().submit(system.job("tired", "busy", "quick"));
      system.awaitState("tired", "downloading");
      await().atMost(JobSystem.LONG).until(() -> system.client().cancel("tired", "a test"));

      assertThat(system.awaitState("tired", "cancelled").getMessage())
          .contains("Cancelled by a test");
      assertThat(reset).isNotNull();
    }
  }

  @Test
  void aBoardIsResetAfterAHangAndNotUsedWhenThatFailsUntilItIsMended() throws IOException {
    Path root = realTree("hang-root", "n150");
    Map<String, String> settings = new HashMap<>();
    settings.put(BoardSettings.HOST, "hanging");
    settings.put(BoardSettings.DATA_DIR, system.data("hanging").toString());
    settings.put(BoardSettings.ROOT, root.toString());
    settings.put(BoardSettings.TT_SMI, "");
    // Works the first time, and never again.
    settings.put(
        BoardSettings.RESET,
        "sh -c 'echo {bus} >>%1$s/n; test ! -e %1$s/once && touch %1$s/once' ".formatted(folder));
    settings.put(JobSettings.RESET_AFTER_HANG, "true");
    settings.put(JobSettings.PROCESSOR, "false");
    HostBoards boards = new HostBoards();
    boards.are(
        new Discovery(new BoardSettings(settings), NAMES, Clock.systemUTC()).look().boards(), "2");
    String frontend = hanging("n150") + quick("n150");
    HostSlots slots =
        new HostSlots(
            boards,
            JobSystem.frontends(frontend),
            new JobSettings(settings),
            new BoardSettings(settings));
    AgentJobs agent = agent("hanging", frontend, slots, settings);

    system.client().submit(system.job("hangs-1", "n150", "hanging"));
    assertThat(system.awaitState("hangs-1", "failed").getFailureReason()).contains("timeout");
    system.client().submit(system.job("hangs-2", "n150", "hanging"));
    system.awaitState("hangs-2", "failed");

    assertThat(warnings("hangs-1")).singleElement().asString().contains("was reset after the hang");
    assertThat(warnings("hangs-2")).singleElement().asString().contains("its reset after a hang");
    assertThat(Files.readAllLines(folder.resolve("n"))).hasSize(2);
    assertThat(Files.readString(system.data("hanging").resolve("attempts/hangs-2.0.1/log")))
        .contains("[agent] hanging/0000:01:00.0: its reset after a hang failed");
    await()
        .atMost(JobSystem.LONG)
        .until(agent::health, health -> health.state() == Health.State.WAITING);
    assertThat(agent.health().cause())
        .contains("hanging/0000:01:00.0 takes no jobs", "boardstream agent reset");
    system.client().submit(system.job("mended", "n150", "quick"));
    assertThat(slots.slots()).isEmpty();

    new UnusableBoards(system.data("hanging")).clear("hanging/0000:01:00.0");
    system.awaitState("mended", "completed");
    await().atMost(JobSystem.LONG).until(() -> agent.health().isUp());
  }

  @Test
  void aSimulatedBoardTakesSimulatedJobsOnlyAndSaysSo() {
    BoardSlot simulated =
        new BoardSlot(
            "dream/0",
            "dream",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            true,
            List.of("dream/0"));
    agent(
        "dream",
        quick("dream"),
        () -> List.of(simulated),
        Map.of(JobSettings.ALLOW_SIMULATED, "true"));
    system.client().submit(system.job("earnest", "dream", "quick"));
    system
        .client()
        .submit(
            JobRequest.newBuilder(system.job("dreamt", "dream", "quick"))
                .setSimulated(true)
                .build());

    system.awaitState("dreamt", "completed");
    assertThat(run("dreamt").getAttempt().getSimulated()).isTrue();
    assertThat(system.client().state("earnest").orElseThrow().getState()).isEqualTo("queued");

    agent("awake", quick("dream"), () -> List.of(slot("awake/0", "dream")), Map.of());
    system.awaitState("earnest", "completed");
    assertThat(run("earnest").getAttempt().getSimulated()).isFalse();
  }

  @Test
  void anAgentLeavesNothingBehindWhenItStopsAndEndsWhatItLeftWhenItWasKilled() throws Exception {
    Path data = Files.createDirectories(system.data("mortal"));
    Path pids = data.resolve("pids");
    Map<String, String> settings = mortal(data, pids);
    system.client().submit(system.job("lingers", "cpu", "lingers"));

    try (AgentProcess stopped = AgentProcess.start(data, settings)) {
      awaitAlive(pids, 2);
      assertThat(stopped.isStopped()).isTrue();
    }
    assertThat(alive(pids)).as("ended with the agent, as a tree").isEmpty();
    assertThat(system.client().state("lingers").orElseThrow().getState())
        .as("its job was given back")
        .isEqualTo("executing");
    Files.delete(pids);

    try (AgentProcess killed = AgentProcess.start(data, settings)) {
      awaitAlive(pids, 2);
      killed.kill();
    }
    List<Long> left = alive(pids);
    assertThat(left).hasSize(2);
    system.client().cancel("lingers", "a test");

    try (AgentProcess next = AgentProcess.start(data, settings)) {
      await().atMost(JobSystem.LONG).until(() -> alive(pids).isEmpty());
      await().atMost(JobSystem.LONG).until(() -> Files.notExists(data.resolve("work")));
      assertThat(next.isStopped()).isTrue();
    }
  }

  /** Settings of an agent whose only frontend starts a child and stays. */
  private static Map<String, String> mortal(Path data, Path pids) throws IOException {
    Path frontends =
        Files.writeString(
            data.resolve("frontends.yaml"),
            "frontends:\n"
                + frontend(
                    "lingers",
                    "cpu",
                    "sleep 600 & echo $! >>%1$s; echo $$ >>%1$s; wait".formatted(pids),
                    ""));
    return system.settings(
        Map.of(
            BoardSettings.DATA_DIR,
            data.toString(),
            BoardSettings.ROOT,
            data.toString(),
            BoardSettings.SOURCES,
            "sysfs",
            JobSettings.FRONTENDS,
            frontends.toString(),
            JobSettings.MODELS,
            system.locals().toString(),
            "http.port",
            "0"));
  }

  private static void awaitAlive(Path pids, int count) {
    await().atMost(JobSystem.LONG).until(() -> alive(pids).size() == count);
  }

  private static List<Long> alive(Path pids) throws IOException {
    if (Files.notExists(pids)) {
      return List.of();
    }
    return Files.readAllLines(pids).stream()
        .map(Long::valueOf)
        .filter(pid -> ProcessHandle.of(pid).filter(BoardJobsTest::isRunning).isPresent())
        .toList();
  }

  /** A zombie waits for a parent that may never ask. */
  private static boolean isRunning(ProcessHandle process) {
    try {
      String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
      return !stat.startsWith("Z", stat.lastIndexOf(')') + 2);
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void twoAgentsDoNotShareADataFolder() {
    agent("alone", quick("alone"), List::of, Map.of());

    assertThatThrownBy(() -> system.agent("alone", quick("alone"), List::of, Map.of()))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("Another agent does jobs in " + system.data("alone"));
  }

  private AgentJobs agent(
      String name, String frontends, Boards boards, Map<String, String> settings) {
    AgentJobs agent = system.agent(name, frontends, boards, settings);
    agents.add(agent);
    return agent;
  }

  /** One board that does not say that it is simulated. */
  private static Path realTree(String name, String type) throws IOException {
    Path root = folder.resolve(name);
    SimulatedTree.write(root, type, 1, NAMES);
    Files.delete(root.resolve("sys/class/tenstorrent/tenstorrent!0/boardstream_simulated"));
    return root;
  }

  private static List<String> warnings(String job) {
    return new ArrayList<>(run(job).getAttempt().getWarnings());
  }

  private static RunEvent run(String job) {
    return system.read("device.run-events", RunEvent.class).stream()
        .filter(event -> event.getAttempt().getJobId().equals(job))
        .findFirst()
        .orElseThrow();
  }

  private static BoardSlot slot(String key, String device) {
    return new BoardSlot(key, device, Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static String quick(String device) {
    return frontend("quick", device, "echo ''{\"status\":\"completed\"}''", "");
  }

  private static String gated(String device, Path gate) {
    return frontend(
        "gated",
        device,
        "while [ ! -e %s ]; do sleep 0.1; done; echo ''{\"status\":\"completed\"}''"
            .formatted(gate),
        "");
  }

  private static String hanging(String device) {
    return frontend("hanging", device, "sleep 600", "    limits: {executing-s: 1}\n");
  }

  private static String frontend(String name, String device, String script, String limits) {
    return """
      - name: %s
        command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; %s']
        devices: [%s]
    %s"""
        .formatted(name, script, device, limits);
  }
}
