package io.boardstream.agent.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.avro.Board;
import io.boardstream.matrix.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InventoryTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());
  private static final String N300 =
      """
      {"device_info": [
        {"board_info": {"bus_id": "0000:01:00.0", "board_type": "n300 L", "board_id": "bad00000000", "dram_status": true}},
        {"board_info": {"bus_id": "N/A", "board_type": "n300 R", "board_id": "bad00000000"}}]}""";

  @TempDir Path folder;

  private Path root;
  private Path answer;
  private final Map<String, String> marks = new HashMap<>();
  private final Inventory inventory = new Inventory("1", this::unusable);

  @BeforeEach
  void twoBoards() throws IOException {
    root = folder.resolve("root");
    SimulatedTree.write(root, "n300", 2, NAMES);
    answer = Files.writeString(folder.resolve("answer.json"), N300);
  }

  @Test
  void boardsAreToldOnceAndAgainOnlyWhenTheyChange() throws IOException {
    List<Board> first = told(look());

    assertThat(first).hasSize(3).allMatch(Board::getPresent);
    assertThat(first).filteredOn(board -> !board.getRemote()).allMatch(Board::getSimulated);
    assertThat(told(look())).isEmpty();

    Files.writeString(chip(1).resolve("tt_aiclk"), "1000");
    assertThat(told(look())).as("a measurement is no news").isEmpty();
    Files.writeString(chip(1).resolve("tt_fw_bundle_ver"), "81.0.0.0");
    assertThat(told(look()))
        .singleElement()
        .satisfies(
            board ->
                assertThat(board.getFirmwares()).containsEntry("fw_bundle_version", "81.0.0.0"));
  }

  @Test
  void aRestartTellsNothingAnew() throws IOException {
    List<Board> before = told(look());

    Inventory restarted = new Inventory("2", this::unusable);
    restarted.begin(before);

    assertThat(restarted.news(look())).isEmpty();
  }

  @Test
  void whatHasNotArrivedIsToldAgain() throws IOException {
    assertThat(inventory.news(look())).hasSize(3);
    assertThat(inventory.news(look())).hasSize(3);
  }

  @Test
  void aVanishedBoardIsMarkedOnceAndComesBack() throws IOException {
    told(look());
    Files.move(chip(1), folder.resolve("pulled"));

    assertThat(told(look())).as("it may be in a reset").isEmpty();
    assertThat(told(look()))
        .singleElement()
        .satisfies(
            board -> {
              assertThat(board.getBoardKey()).isEqualTo("here/0000:02:00.0");
              assertThat(board.getPresent()).isFalse();
              assertThat(board.getBoardType()).contains("n300");
            });
    assertThat(told(look())).isEmpty();

    Files.move(folder.resolve("pulled"), chip(1));
    assertThat(told(look())).singleElement().matches(Board::getPresent);
  }

  @Test
  void aBoardPulledWhileTheAgentWasDownIsMarked() throws IOException {
    Inventory later = new Inventory("1", this::unusable);
    later.begin(told(look()));
    Files.move(chip(0), folder.resolve("pulled"));

    later.news(look());

    assertThat(later.news(look()))
        .singleElement()
        .matches(board -> !board.getPresent() && board.getBoardKey().endsWith("0000:01:00.0"));
  }

  @Test
  void aToolThatFailsMakesNoBoardVanishAndChangesNone() throws IOException {
    List<Board> standing = told(look());
    Inventory restarted = new Inventory("1", this::unusable);
    restarted.begin(standing);
    Files.writeString(answer, "no chips: driver busy");

    for (int look = 0; look < 3; look++) {
      assertThat(restarted.news(look())).isEmpty();
    }
  }

  @Test
  void aDriverThatIsUnloadedSaysNothingOfBoardsThatItShowed() throws IOException {
    Files.writeString(answer, "gone");
    told(look());
    Files.move(root.resolve("sys/class/tenstorrent"), folder.resolve("unloaded"));

    told(look());
    assertThat(told(look())).isEmpty();
  }

  @Test
  void whatIsThereFollowsTheLooksAndABoardThatMustNotBeUsedIsToldSo() throws IOException {
    marks.put("here/0000:02:00.0", "its reset failed");

    assertThat(told(look()))
        .extracting(Board::getUnusable)
        .contains(Optional.of("its reset failed"), Optional.empty());
    assertThat(inventory.there()).hasSize(3);

    marks.clear();
    assertThat(told(look())).singleElement().matches(board -> board.getUnusable().isEmpty());
    Files.move(chip(1), folder.resolve("pulled"));
    look(2);
    assertThat(inventory.there())
        .extracting(FoundBoard::key)
        .doesNotContain("here/0000:02:00.0")
        .hasSize(2);
  }

  @Test
  void aBoardWhoseRecordNeverArrivedVanishesAllTheSame() throws IOException {
    inventory.news(look());
    Files.move(chip(1), folder.resolve("pulled"));

    look(2);

    assertThat(inventory.there()).hasSize(2);
  }

  private void look(int times) {
    for (int i = 0; i < times; i++) {
      inventory.news(look());
    }
  }

  private Optional<String> unusable(String board) {
    return Optional.ofNullable(marks.get(board));
  }

  private Path chip(int node) {
    return root.resolve("sys/class/tenstorrent/tenstorrent!" + node);
  }

  /** Publishes what is new, as if all of it arrived. */
  private List<Board> told(Sighting sighting) {
    List<Board> news = inventory.news(sighting);
    news.forEach(inventory::arrived);
    return news;
  }

  private Sighting look() {
    Map<String, String> values = new HashMap<>();
    values.put(BoardSettings.HOST, "here");
    values.put(BoardSettings.ROOT, root.toString());
    values.put(BoardSettings.TT_SMI, "cat " + answer);
    return new Discovery(new BoardSettings(values), NAMES, Clock.systemUTC()).look();
  }
}
