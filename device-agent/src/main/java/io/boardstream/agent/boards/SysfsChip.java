package io.boardstream.agent.boards;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads one folder {@code tenstorrent!N} of the driver's tree. */
final class SysfsChip {

  private static final Map<String, String> FIRMWARES =
      Map.of(
          "tt_fw_bundle_ver", "fw_bundle_version",
          "tt_arc_fw_ver", "cm_fw",
          "tt_eth_fw_ver", "eth_fw",
          "tt_m3bl_fw_ver", "dm_bl_fw",
          "tt_m3app_fw_ver", "dm_app_fw",
          "tt_ttflash_ver", "tt_flash_version");

  /** Of the PCIe link, by whole gigatransfers per second. */
  private static final Map<Integer, Integer> GENERATIONS =
      Map.of(2, 1, 5, 2, 8, 3, 16, 4, 32, 5, 64, 6);

  private static final double MILLI = 1e3;
  private static final double MICRO = 1e6;

  private final int node;
  private final SysfsFolder chip;
  private final SysfsFolder device;

  SysfsChip(int node, Path folder) {
    this.node = node;
    this.chip = new SysfsFolder(folder);
    this.device = new SysfsFolder(folder.resolve("device"));
  }

  Chip read() {
    SysfsFolder sensors = new SysfsFolder(sensors());
    NavigableMap<String, String> firmwares = new TreeMap<>();
    FIRMWARES.forEach(
        (file, name) -> {
          String version = chip.text(file);
          if (version != null) {
            firmwares.put(name, version);
          }
        });
    String type = chip.text("tt_card_type");
    return new Chip(
        new Chip.Identity(
            busId(),
            TtSmiChip.boardId(chip.text("tt_serial")),
            "unknown".equals(type) ? null : type,
            null,
            null,
            TtSmiChip.boardId(chip.text("tt_asic_id")),
            node,
            device.text("device")),
        new Chip.Condition(
            null, null, generation(device.text("current_link_speed")), link("current_link_width")),
        firmwares,
        limits(sensors),
        new Reading(
            values(sensors),
            chip.whole("tt_heartbeat"),
            chip.whole("tt_therm_trip_count"),
            null,
            new TreeMap<>()),
        new Chip.Origin(
            EnumSet.of(Source.SYSFS),
            chip.text(SysfsTree.SIMULATED) != null,
            new TreeMap<>(),
            null));
  }

  /** By what the link leads to, or by the file that says it where links were not captured. */
  private @Nullable String busId() {
    String named =
        Optional.ofNullable(device.text("uevent")).stream()
            .flatMap(String::lines)
            .filter(line -> line.startsWith("PCI_SLOT_NAME="))
            .map(line -> line.substring(line.indexOf('=') + 1).strip())
            .findFirst()
            .orElse(null);
    if (named != null) {
      return TtSmiChip.busId(named);
    }
    try {
      return TtSmiChip.busId(String.valueOf(device.path().toRealPath().getFileName()));
    } catch (IOException e) {
      return null;
    }
  }

  private @Nullable Integer link(String file) {
    Integer lanes = Texts.leading(device.text(file));
    return lanes == null || lanes == 0 ? null : lanes;
  }

  /** From what the kernel says, for example {@code 16.0 GT/s PCIe}. */
  private static @Nullable Integer generation(@Nullable String speed) {
    Integer transfers = Texts.leading(speed);
    return transfers == null ? null : GENERATIONS.get(transfers);
  }

  private Map<Quantity, Double> values(SysfsFolder sensors) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    put(values, Quantity.AICLK, chip.number("tt_aiclk"), 1);
    put(values, Quantity.ARCCLK, chip.number("tt_arcclk"), 1);
    put(values, Quantity.AXICLK, chip.number("tt_axiclk"), 1);
    put(values, Quantity.VOLTAGE, sensors.number("in0_input"), MILLI);
    put(values, Quantity.CURRENT, sensors.number("curr1_input"), MILLI);
    put(values, Quantity.POWER, sensors.number("power1_input"), MICRO);
    put(values, Quantity.ASIC_TEMPERATURE, sensors.number("temp1_input"), MILLI);
    put(values, Quantity.FAN_SPEED, sensors.number("fan1_input"), 1);
    return values;
  }

  private static Map<Limit, Double> limits(SysfsFolder sensors) {
    Map<Limit, Double> limits = new EnumMap<>(Limit.class);
    put(limits, Limit.VDD_MAX, sensors.number("in0_max"), MILLI);
    put(limits, Limit.CURRENT, sensors.number("curr1_max"), MILLI);
    put(limits, Limit.POWER, sensors.number("power1_max"), MICRO);
    put(limits, Limit.THERMAL, sensors.number("temp1_max"), MILLI);
    return limits;
  }

  /** The driver's sensors, in whichever of the kernel's numbered folders they are. */
  private Path sensors() {
    Path all = device.path().resolve("hwmon");
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(all, "hwmon*")) {
      for (Path folder : folders) {
        return folder;
      }
    } catch (IOException e) {
      return all; // An older driver has none.
    }
    return all;
  }

  private static void put(
      Map<Quantity, Double> values, Quantity quantity, @Nullable Double raw, double per) {
    Double value = quantity.ifTrue(raw == null ? null : raw / per);
    if (value != null) {
      values.put(quantity, value);
    }
  }

  private static void put(
      Map<Limit, Double> limits, Limit limit, @Nullable Double raw, double per) {
    if (raw != null && raw > 0) {
      limits.put(limit, raw / per);
    }
  }
}
