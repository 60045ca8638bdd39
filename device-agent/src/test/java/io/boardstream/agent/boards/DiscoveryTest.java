package io.boardstream.agent.boards;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The kernel's tree and tt-smi, alone and together. */
final class DiscoveryTest {

  private static final String TT_SMI =
      """
      {"host_sw_vers": {"tt_smi": "3.0.20"}, "device_info": [
        {"board_info": {"bus_id": "0000:01:00.0", "board_type": "n300 L", "board_id": "100014511722053", "dram_status": true},
         "telemetry": {"power": "30.0", "asic_temperature": "60.0"}, "limits": {"therm_trip_l1_limit": "83"}},
        {"board_info": {"bus_id": "N/A", "board_type": "n300 R", "board_id": "100014511722053"}, "telemetry": {"power": "31.0"}}]}""";

  @TempDir Path folder;

  private Instant now = Boards.NOW;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(java.time.ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return now;
        }
      };

  @Test
  void aSimulatedTreeIsReadAndMarkedInAllThatIsReadFromIt() throws IOException {
    SimulatedTree.write(folder, "p150a", 3, Boards.NAMES);

    Sighting sighting = discovery("").look();

    assertThat(sighting.boards()).hasSize(3).allMatch(FoundBoard::isSimulated);
    assertThat(sighting.problems()).isEmpty();
    assertThat(sighting.answered()).containsExactly(Source.SYSFS);
    FoundBoard board = sighting.boards().get(0);
    assertThat(board.key()).isEqualTo("here/0000:01:00.0");
    assertThat(board.deviceId()).isEqualTo("p150");
    assertThat(board.architecture()).isEqualTo("Blackhole");
    assertThat(board.chip().condition().pcieGeneration()).isEqualTo(4);
    assertThat(board.chip().reading().values())
        .containsEntry(Quantity.ASIC_TEMPERATURE, 40.0)
        .containsEntry(Quantity.POWER, 12.0)
        .containsEntry(Quantity.VOLTAGE, 0.8);
    assertThat(board.chip().limits()).containsEntry(Limit.POWER, 100.0);
    assertThat(Boards.sighting(SnapshotWriter.json(sighting)).boards())
        .hasSize(3)
        .allMatch(FoundBoard::isSimulated);
  }

  @Test
  void anAttributeThatTheChipDoesNotAnswerIsAbsentAndTheRestStays() throws IOException {
    SimulatedTree.write(folder, "n150", 1, Boards.NAMES);
    Path chip = folder.resolve("sys/class/tenstorrent/tenstorrent!0");
    Files.delete(chip.resolve("tt_aiclk"));
    Files.createDirectory(chip.resolve("tt_aiclk")); // Reading it fails, as of a hung chip.
    Files.writeString(chip.resolve("tt_heartbeat"), "not a number");
    Files.writeString(chip.resolve("device/hwmon/hwmon0/temp1_input"), "65535000");

    Chip read = discovery("").look().boards().get(0).chip();

    assertThat(read.reading().heartbeat()).isNull();
    assertThat(read.reading().values())
        .doesNotContainKeys(Quantity.AICLK, Quantity.ASIC_TEMPERATURE)
        .containsEntry(Quantity.ARCCLK, 540.0);
  }

  @Test
  void theBusIdIsWhereTheLinkLeadsWhenNoFileSaysIt() throws IOException {
    SimulatedTree.write(folder, "n150", 1, Boards.NAMES);
    Path device = folder.resolve("sys/class/tenstorrent/tenstorrent!0/device");
    Path pci = Files.createDirectories(folder.resolve("sys/devices/pci0000:c0/0000:c1:00.0"));
    Files.delete(device.resolve("uevent"));
    Files.move(device, pci.resolve("moved"));
    Files.createSymbolicLink(device, pci);

    assertThat(discovery("").look().boards().get(0).key()).isEqualTo("here/0000:c1:00.0");
  }

  @Test
  void aDeviceNodeWithoutAFolderIsTold() throws IOException {
    SimulatedTree.write(folder, "n150", 1, Boards.NAMES);
    Files.createFile(folder.resolve("dev/tenstorrent/7"));

    assertThat(discovery("").look().problems())
        .singleElement()
        .asString()
        .contains("dev/tenstorrent/7");
  }

  @Test
  void withoutADriverTheTreeSaysNothingOfBoards() {
    Sighting sighting = discovery("").look();

    assertThat(sighting.boards()).isEmpty();
    assertThat(sighting.answered()).isEmpty();
    assertThat(sighting.problems()).singleElement().asString().contains("not loaded");
  }

  @Test
  void bothSourcesDescribeOneBoardAndRemoteChipsComeFromTtSmi() throws IOException {
    SimulatedTree.write(folder, "n300", 2, Boards.NAMES);

    Sighting sighting = discovery(printing(TT_SMI)).look();

    assertThat(sighting.boards())
        .extracting(FoundBoard::key)
        .containsExactly("here/0000:01:00.0", "here/0000:02:00.0", "here/100014511722053/0");
    Chip both = sighting.boards().get(0).chip();
    assertThat(both.origin().sources()).containsExactly(Source.SYSFS, Source.TT_SMI);
    assertThat(both.identity().side()).isEqualTo("L");
    assertThat(both.condition().dramTrained()).isTrue();
    assertThat(both.reading().value(Quantity.POWER)).as("the newer reading").isEqualTo(12);
    assertThat(both.limits()).containsKeys(Limit.THERMAL, Limit.THERMAL_TRIP);
    assertThat(sighting.boards().get(2).chip().identity().isRemote()).isTrue();
    assertThat(sighting.software()).containsEntry("tt_smi", "3.0.20");
  }

  @Test
  void ttSmiIsAskedAgainOnlyWhenItIsDue() throws IOException {
    SimulatedTree.write(folder, "n300", 1, Boards.NAMES);
    Path log = folder.resolve("asked");
    Path answer = Files.writeString(folder.resolve("answer.json"), TT_SMI);
    Discovery discovery =
        discovery("sh -c 'echo >> \"$0\"; cat \"$1\"' %s %s".formatted(log, answer));

    discovery.look();
    now = now.plusSeconds(10);
    Sighting second = discovery.look();
    now = now.plusSeconds(300);
    Sighting third = discovery.look();

    assertThat(Files.readAllLines(log)).hasSize(2);
    assertThat(second.answered()).containsExactly(Source.SYSFS);
    assertThat(second.boards().get(1).chip().reading().isEmpty())
        .as("what tt-smi measured is out of date")
        .isTrue();
    assertThat(third.answered()).contains(Source.TT_SMI);
    assertThat(third.boards().get(1).chip().reading().isEmpty()).isFalse();
  }

  @Test
  void aToolThatFailsHangsOrTalksNonsenseIsToldAndTheDriverIsBelieved() throws IOException {
    SimulatedTree.write(folder, "n300", 1, Boards.NAMES);

    assertProblem("sh -c 'echo broken driver >&2; exit 3'", "code 3: broken driver");
    assertProblem("sh -c 'echo hello'", "not a snapshot");
    assertProblem("sleep 600", "did not end within 1 s");
    assertProblem("/dev/null", ""); // Not a program: as if it were not installed.
  }

  private void assertProblem(String command, String told) {
    Sighting sighting = discovery(command).look();

    assertThat(sighting.boards()).hasSize(1);
    assertThat(sighting.answered()).containsExactly(Source.SYSFS);
    if (told.isEmpty()) {
      assertThat(sighting.problems()).isEmpty();
    } else {
      assertThat(sighting.problems()).singleElement().asString().contains(told);
    }
  }

  @Test
  void anOlderToolThatWritesAFileIsUnderstood() throws IOException {
    Path answer = Files.writeString(folder.resolve("answer.json"), TT_SMI);
    Discovery discovery =
        discovery(
            "sh -c 'mkdir tt-smi-logs; cp \"$0\" tt-smi-logs/tt-smi-snapshot_1; echo saved' "
                + answer);

    assertThat(discovery.look().boards()).hasSize(2);
  }

  private String printing(String json) throws IOException {
    return "cat " + Files.writeString(folder.resolve("answer.json"), json);
  }

  private Discovery discovery(String ttSmi) {
    Map<String, String> values = new HashMap<>();
    values.put(BoardSettings.HOST, "here");
    values.put(BoardSettings.ROOT, folder.toString());
    values.put(BoardSettings.TT_SMI, ttSmi);
    values.put(BoardSettings.TT_SMI_TIMEOUT, ttSmi.startsWith("sleep") ? "1" : "60");
    return new Discovery(new BoardSettings(values), Boards.NAMES, clock);
  }
}
