package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TtSmiJsonTest {

  @Test
  void paddedTextIsANumber() {
    Chip chip = Boards.chip("", "\"power\": \" 27.0\", \"aiclk\": \" 800\", \"voltage\": 0.85");

    assertThat(chip.reading().values())
        .containsEntry(Quantity.POWER, 27.0)
        .containsEntry(Quantity.AICLK, 800.0)
        .containsEntry(Quantity.VOLTAGE, 0.85);
  }

  @Test
  void aValueThatCannotBeTrueIsAbsentAndItsNeighboursStay() {
    Chip chip =
        Boards.chip(
            "\"pcie_speed\": \"N/A\", \"pcie_width\": \"16\"",
            "\"fan_speed\": \"65535\", \"voltage\": \"0.00\", \"current\": NaN,"
                + " \"asic_temperature\": \"10000.00\", \"aiclk\": \"fast\", \"power\": \"19.0\"");

    assertThat(chip.reading().values()).containsOnlyKeys(Quantity.POWER);
    assertThat(chip.condition().pcieGeneration()).isNull();
    assertThat(chip.condition().pcieWidth()).isEqualTo(16);
  }

  @Test
  void aDateThatIsNoDayIsAbsent() {
    Chip chip =
        Boards.parse(
                """
                {"device_info": [{"firmwares":
                  {"cm_fw_date": "2020-00-37", "cm_fw": "2.32.0.0", "bm_app_fw": "5.12.0.0", "new_fw": "1.0", "eth_fw": "N/A"}}]}""")
            .chips()
            .get(0);

    assertThat(chip.firmwares())
        .containsOnlyKeys("cm_fw", "dm_app_fw", "new_fw")
        .containsEntry("dm_app_fw", "5.12.0.0");
  }

  @Test
  void registersAreReadUnderOldAndNewNames() {
    for (String prefix : new String[] {"", "SMBUS_TX_"}) {
      Chip chip =
          Boards.parse(
                  """
                  {"device_info": [{"board_info": {"board_type": "n150 L"}, "smbus_telem":
                    {"%1$sAICLK": "0x3e801f4", "%1$sASIC_TEMPERATURE": "0x3690365", "%1$sTHROTTLER": "0x4", "%1$sVREG_TEMPERATURE": null}}]}"""
                      .formatted(prefix))
              .chips()
              .get(0);

      assertThat(chip.reading().values())
          .containsEntry(Quantity.AICLK, 500.0)
          .containsEntry(Quantity.ASIC_TEMPERATURE, 54.3125);
      assertThat(chip.reading().throttler()).isTrue();
      assertThat(Strain.of(chip).reasons()).containsExactly("firmware");
    }
  }

  @Test
  void aBlackholeCodesItsTemperatureAsSignedFixedPoint() {
    String json =
        """
        {"device_info": [{"board_info": {"board_type": "p150a"}, "smbus_telem": {"ASIC_TEMPERATURE": "%s"}}]}""";

    assertThat(temperature(json.formatted("0x2a8000"))).isEqualTo(42.5);
    assertThat(temperature(json.formatted("0xfffe8000"))).isEqualTo(-1.5);
  }

  private static Double temperature(String json) {
    return Boards.parse(json).chips().get(0).reading().value(Quantity.ASIC_TEMPERATURE);
  }

  @Test
  void anUnknownArchitectureIsABoardAllTheSame() {
    Sighting sighting =
        Boards.sighting(
            """
            {"host_info": {"Hostname": "h"}, "device_info": [{"board_info": {"board_type": "q900z", "bus_id": "0000:01:00.0"},
              "telemetry": {"power": "10.0", "flux": "3"}}]}""");

    FoundBoard board = sighting.boards().get(0);
    assertThat(board.key()).isEqualTo("h/0000:01:00.0");
    assertThat(board.deviceId()).isNull();
    assertThat(board.architecture()).isNull();
    assertThat(board.label()).isEqualTo("q900z");
    assertThat(board.chip().reading().value(Quantity.POWER)).isEqualTo(10);
    assertThat(board.chip().reading().others()).containsEntry("flux", "3");
  }

  @Test
  void thePciIdTellsTheArchitectureOfATypeThatTheCatalogueDoesNotKnow() {
    Sighting sighting =
        Boards.sighting(
            """
            {"device_info": [{"board_info": {"board_type": "brand new"}, "smbus_telem": {"DEVICE_ID": "0xb1401e52"}}]}""");

    assertThat(sighting.boards().get(0).architecture()).isEqualTo("Blackhole");
  }

  @Test
  void unknownNamesAreKeptAndPassingOnesAreNot() {
    Chip chip =
        Boards.parse(
                """
                {"device_info": [{"board_info": {"slot": "3"}, "processes": [{"pid": 7}], "tray": {"n": 1}}]}""")
            .chips()
            .get(0);

    assertThat(chip.origin().others())
        .containsEntry("slot", "3")
        .containsEntry("tray", "{\"n\":1}")
        .doesNotContainKey("processes");
  }

  @Test
  void whatFirmwareSaysCannotSteerATerminal() {
    FoundBoard board =
        Boards.sighting(
                "{\"device_info\": [{\"board_info\": {\"board_type\": \"a\\u001b[2J\", \"board_id\": \"x\\ny\"}}]}")
            .boards()
            .get(0);

    assertThat(board.label()).isEqualTo("a?[2J");
    assertThat(board.key()).isEqualTo("unknown-host/x?y/0");
  }

  @Test
  void linesForPeopleBeforeTheSnapshotAreSkipped() {
    assertThat(Boards.parse(" Detected Chips: 2\n{\"device_info\": [{}, 7]}").chips()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "null", "no chips found", "{\"device_info\": [", "\u0000"})
  void whatIsNoSnapshotIsRefusedInOneSentence(String text) {
    assertThatThrownBy(() -> Boards.parse(text))
        .isInstanceOf(BoardException.class)
        .hasMessageStartingWith("the capture is not a snapshot of tt-smi");
  }

  @Property(tries = 300)
  void noTextMakesTheParserFailInAnotherWay(@ForAll String text, @ForAll String inner) {
    for (String json :
        new String[] {text, "{\"device_info\":[{\"board_info\":{\"bus_id\":" + text + "}}]}"}) {
      try {
        Boards.parse(json + inner);
      } catch (BoardException e) {
        assertThat(e).hasMessageContaining("the capture");
      }
    }
  }
}
