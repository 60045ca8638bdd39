package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every real capture, and the broken ones, do what they should. */
final class CapturesTest {

  @ParameterizedTest
  @CsvSource({
    "single_n150_gpu.json,1,Wormhole",
    "valid_single_device.json,1,Wormhole",
    "valid_multiple_devices.json,8,Wormhole",
    "galaxy.json,32,Wormhole",
    "blackhole_boards.json,5,Blackhole",
    "empty_device_info.json,0,"
  })
  void aCaptureNamesItsBoardsWithKeysOfTheirOwn(String name, int count, String architecture)
      throws IOException {
    Sighting sighting = Boards.sighting(Boards.capture(name));

    assertThat(sighting.problems()).isEmpty();
    assertThat(sighting.answered()).containsExactly(Source.TT_SMI);
    assertThat(sighting.boards()).hasSize(count);
    assertThat(sighting.boards()).extracting(FoundBoard::key).doesNotHaveDuplicates();
    assertThat(sighting.boards())
        .allSatisfy(board -> assertThat(board.architecture()).isEqualTo(architecture));
    assertThat(sighting.boards()).allSatisfy(board -> assertThat(board.deviceId()).isNotNull());
  }

  @ParameterizedTest
  @ValueSource(strings = {"empty_json.json", "missing_device_info.json"})
  void aCaptureWithoutAListSaysNothingAboutWhichBoardsThereAre(String name) throws IOException {
    Sighting sighting = Boards.sighting(Boards.capture(name));

    assertThat(sighting.boards()).isEmpty();
    assertThat(sighting.answered()).isEmpty();
    assertThat(sighting.problems()).singleElement().asString().contains("device_info");
  }

  @Test
  void aCaptureThatWasCutShortIsRefusedWithTheReason() throws IOException {
    String text = Boards.capture("invalid_json.json");

    assertThatThrownBy(() -> Boards.parse(text))
        .isInstanceOf(BoardException.class)
        .hasMessageContaining("the capture is not a snapshot of tt-smi")
        .hasMessageContaining("line 1")
        .hasMessageNotContaining("REDACTED");
  }

  @Test
  void thirtyTwoChipsThatShareOneBoardIdAreThirtyTwoBoards() throws IOException {
    List<FoundBoard> boards = Boards.sighting(Boards.capture("galaxy.json")).boards();

    assertThat(boards)
        .extracting(board -> board.chip().identity().boardId())
        .containsOnly("100035100000000");
    assertThat(boards)
        .extracting(board -> board.chip().identity().coords())
        .containsOnly("(0, 0, 0, 0)");
    assertThat(boards).extracting(FoundBoard::key).doesNotHaveDuplicates().hasSize(32);
    assertThat(boards).extracting(FoundBoard::deviceId).containsOnly("galaxy");
  }

  @Test
  void theKeysOfAHostDoNotDependOnTheOrderInWhichItsChipsAreListed() throws IOException {
    for (String name : List.of("galaxy.json", "valid_multiple_devices.json")) {
      List<Chip> chips = Boards.parse(Boards.capture(name)).chips();
      Map<Chip, String> keys = keys(chips);

      List<Chip> afterReboot = new ArrayList<>(chips);
      Collections.shuffle(afterReboot, new Random(7));

      assertThat(keys(afterReboot)).isEqualTo(keys);
    }
  }

  @Test
  void whatARealN150SaysIsUnderstood() throws IOException {
    Chip chip = Boards.parse(Boards.capture("single_n150_gpu.json")).chips().get(0);

    assertThat(chip.identity().busId()).isEqualTo("0000:01:00.0");
    assertThat(chip.identity().type()).isEqualTo("n150");
    assertThat(chip.identity().side()).isEqualTo("L");
    assertThat(chip.identity().pciDevice()).isEqualTo("0x401e");
    assertThat(chip.condition()).isEqualTo(new Chip.Condition(true, "12G", 4, 4));
    assertThat(chip.reading().values())
        .containsEntry(Quantity.VOLTAGE, 0.80)
        .containsEntry(Quantity.CURRENT, 16.0)
        .containsEntry(Quantity.POWER, 12.0)
        .containsEntry(Quantity.AICLK, 500.0)
        .containsEntry(Quantity.ARCCLK, 540.0)
        .containsEntry(Quantity.AXICLK, 900.0)
        .containsEntry(Quantity.ASIC_TEMPERATURE, 54.3);
    assertThat(chip.reading().throttler()).isFalse();
    assertThat(chip.limits())
        .containsEntry(Limit.POWER, 100.0)
        .containsEntry(Limit.THERMAL, 75.0)
        .doesNotContainKey(Limit.BUS_PEAK);
    assertThat(chip.firmwares())
        .containsEntry("fw_bundle_version", "80.17.0.0")
        .containsEntry("cm_fw_date", "2025-04-01")
        .containsEntry("dm_app_fw", "5.12.0.0");
  }

  @Test
  void registersAndTelemetryOfARackAgree() throws IOException {
    for (Chip chip : Boards.parse(Boards.capture("galaxy.json")).chips()) {
      Double told = chip.reading().value(Quantity.ASIC_TEMPERATURE);
      Smbus registers =
          new Smbus(
              TtSmiJson.texts(chip.origin().raw().get("smbus_telem")).entrySet().stream()
                  .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue)));
      Map<Quantity, Double> decoded = registers.values(Architecture.WORMHOLE);

      assertThat(decoded.get(Quantity.ASIC_TEMPERATURE))
          .isCloseTo(told, org.assertj.core.api.Assertions.within(0.05));
      assertThat(decoded.get(Quantity.POWER)).isEqualTo(chip.reading().value(Quantity.POWER));
    }
  }

  private static Map<Chip, String> keys(List<Chip> chips) {
    return Discovery.boards("host", chips, Boards.NAMES).stream()
        .collect(Collectors.toMap(FoundBoard::chip, FoundBoard::key, (a, b) -> a));
  }

  @Test
  void aSnapshotOfACaptureReadsBackAsTheSameBoards() throws IOException {
    for (String name : List.of("galaxy.json", "valid_multiple_devices.json")) {
      Sighting sighting = Boards.sighting(Boards.capture(name));

      Sighting again = Boards.sighting(SnapshotWriter.json(sighting));

      assertThat(byKey(again)).isEqualTo(byKey(sighting));
      assertThat(again.host()).isEqualTo(sighting.host());
    }
  }

  private static Map<String, FoundBoard> byKey(Sighting sighting) {
    return sighting.boards().stream()
        .collect(Collectors.toMap(FoundBoard::key, Function.identity()));
  }
}
