package io.boardstream.agent.boards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Makes a tree like the kernel driver's, of boards that do not exist. Each chip's folder says so,
 * and with it all that is read from there.
 */
public final class SimulatedTree {

  private static final int BUSES = 0x40;

  private SimulatedTree() {}

  /**
   * Writes a tree of chips of one type into a folder; a chip that is there already is replaced.
   *
   * @param type for example {@code n150}; its architecture is taken from the catalogue
   * @param count 1 to 64
   */
  public static void write(Path root, String type, int count, DeviceNames names)
      throws IOException {
    if (count < 1 || count > BUSES) {
      throw new IllegalArgumentException("1 to " + BUSES + " chips");
    }
    Architecture architecture =
        names.architecture(type, null).flatMap(Architecture::ofLabel).orElse(Architecture.WORMHOLE);
    put(root.resolve("sys/module/tenstorrent"), Map.of("version", "0.0.0-simulated"));
    for (int node = 0; node < count; node++) {
      Path dev = root.resolve("dev/tenstorrent");
      put(dev, Map.of(Integer.toString(node), ""));
      Path chip = root.resolve("sys/class/tenstorrent/tenstorrent!" + node);
      put(chip, attributes(type, node));
      put(chip.resolve("device"), device(architecture, node));
      put(chip.resolve("device/hwmon/hwmon" + node), sensors(architecture, node));
    }
  }

  private static Map<String, String> attributes(String type, int node) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put(SysfsTree.SIMULATED, "There is no such board: this tree was made by Boardstream.");
    files.put("tt_aiclk", "500");
    files.put("tt_axiclk", "900");
    files.put("tt_arcclk", "540");
    files.put("tt_serial", "%016x".formatted(0x0bad_0000_0000L + node));
    files.put("tt_card_type", type);
    files.put("tt_asic_id", "%016x".formatted(0x0bad_a51c_0000L + node));
    files.put("tt_fw_bundle_ver", "80.17.0.0");
    files.put("tt_m3app_fw_ver", "5.12.0.0");
    files.put("tt_heartbeat", Integer.toString(1_000 + node));
    return files;
  }

  private static Map<String, String> device(Architecture architecture, int node) {
    return Map.of(
        "vendor", "0x1e52",
        "device", architecture.pciDevice(),
        "uevent", "DRIVER=tenstorrent\nPCI_SLOT_NAME=0000:%02x:00.0".formatted(node + 1),
        "current_link_speed", "16.0 GT/s PCIe",
        "current_link_width", "16");
  }

  private static Map<String, String> sensors(Architecture architecture, int node) {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("name", architecture == Architecture.BLACKHOLE ? "blackhole" : "wormhole");
    files.put("temp1_input", Integer.toString(40_000 + 250 * (node % 32)));
    files.put("temp1_max", "75000");
    files.put("in0_input", "800");
    files.put("in0_max", "1000");
    files.put("curr1_input", "16000");
    files.put("curr1_max", "240000");
    files.put("power1_input", "12000000");
    files.put("power1_max", "100000000");
    return files;
  }

  private static void put(Path folder, Map<String, String> files) throws IOException {
    Files.createDirectories(folder);
    for (Map.Entry<String, String> file : files.entrySet()) {
      Files.writeString(folder.resolve(file.getKey()), file.getValue() + "\n");
    }
  }
}
