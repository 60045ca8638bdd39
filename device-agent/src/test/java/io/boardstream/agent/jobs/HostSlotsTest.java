package io.boardstream.agent.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.matrix.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostSlotsTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());

  /** Both chips of a board of two; the second is reached through the first. */
  private static final String N300 =
      """
      {"device_info": [
        {"board_info": {"bus_id": "N/A", "board_type": "n300 R", "board_id": "bad00000000"}},
        {"board_info": {"bus_id": "0000:01:00.0", "board_type": "n300 L", "board_id": "bad00000000"}},
        {"board_info": {"bus_id": "0000:02:00.0", "board_type": "p150", "board_id": "bad00000001"}},
        {"board_info": {"bus_id": "0000:03:00.0", "board_type": "x9000", "board_id": "bad00000002"}}]}""";

  @TempDir Path folder;

  private final Map<String, String> settings = new HashMap<>();
  private final HostBoards boards = new HostBoards();

  @BeforeEach
  void aHost() throws IOException {
    settings.put(BoardSettings.HOST, "lab");
    settings.put(BoardSettings.DATA_DIR, folder.toString());
    settings.put(BoardSettings.ROOT, folder.toString());
    settings.put(
        BoardSettings.TT_SMI, "cat " + Files.writeString(folder.resolve("answer.json"), N300));
  }

  @Test
  void chipsOfABoardAreOnePlaceNamedByTheOneOnTheBus() {
    look();

    assertThat(slots("[n300]").slots())
        .extracting(BoardSlot::key)
        .containsExactly("lab/cpu", "lab/0000:01:00.0");
    assertThat(slots("[n300]").slots().get(1).chips())
        .containsExactly("lab/0000:01:00.0", "lab/bad00000000/0");
  }

  @Test
  void aBoardThatNoFrontendRunsForOrThatTheCatalogueDoesNotKnowTakesNoJobs() {
    look();

    assertThat(slots("[p150, x9000]").slots())
        .extracting(BoardSlot::device)
        .containsExactly("cpu", "p150");
    settings.put(JobSettings.PROCESSOR, "false");
    assertThat(slots("[e75]").slots()).isEmpty();
  }

  @Test
  void aSimulatedBoardTakesJobsOnlyWhereThatIsAllowed() throws IOException {
    SimulatedTree.write(folder, "n300", 2, NAMES);
    settings.put(BoardSettings.SOURCES, "sysfs");
    look();

    assertThat(slots("[n300]").slots()).extracting(BoardSlot::device).containsExactly("cpu");
    settings.put(JobSettings.ALLOW_SIMULATED, "true");
    assertThat(slots("[n300]").slots())
        .filteredOn(BoardSlot::simulated)
        .extracting(BoardSlot::key)
        .containsExactly("lab/0000:01:00.0", "lab/0000:02:00.0");
  }

  @Test
  void aBoardOfWhichAChipMustNotBeUsedTakesNoJobsAndSaysWhatToDo() {
    look();
    HostSlots slots = slots("[n300]");
    new UnusableBoards(folder).mark("lab/0000:01:00.0", "its reset failed");

    assertThat(slots.slots()).extracting(BoardSlot::key).containsExactly("lab/cpu");
    assertThat(slots.problems())
        .singleElement()
        .asString()
        .contains("its reset failed", "boardstream agent reset lab/0000:01:00.0");

    new UnusableBoards(folder).clear("lab/0000:01:00.0");
    assertThat(slots.slots()).hasSize(2);
    assertThat(slots.problems()).isEmpty();
  }

  @Test
  void nothingIsResetUnlessThatIsConfigured() {
    look();
    settings.put(BoardSettings.RESET, "touch " + folder.resolve("reset"));

    assertThat(slots("[p150]").resetAfterHang(slots("[p150]").slots().get(1))).isEmpty();
    assertThat(folder.resolve("reset")).doesNotExist();

    settings.put(JobSettings.RESET_AFTER_HANG, "true");
    assertThat(slots("[p150]").resetAfterHang(slots("[p150]").slots().get(1)).orElseThrow())
        .contains("lab/0000:02:00.0 was reset after the hang");
    assertThat(folder.resolve("reset")).exists();
  }

  private void look() {
    boards.are(
        new Discovery(new BoardSettings(settings), NAMES, Clock.systemUTC()).look().boards(), null);
  }

  private HostSlots slots(String devices) {
    return new HostSlots(
        boards,
        JobSystem.frontends("  - {name: any, command: [any], devices: " + devices + "}"),
        new JobSettings(settings),
        new BoardSettings(settings));
  }
}
