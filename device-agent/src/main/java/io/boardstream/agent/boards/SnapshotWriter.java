package io.boardstream.agent.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes a look at the boards in the shape of {@code tt-smi -s}. A chip that tt-smi reported stays
 * as it came, with names that we do not know; one that only the driver shows is written as tt-smi
 * would.
 */
public final class SnapshotWriter {

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

  private SnapshotWriter() {}

  /** Indented, with a line end. */
  public static String json(Sighting sighting) {
    ObjectNode root = TtSmiJson.MAPPER.createObjectNode();
    root.put("time", TIME.format(sighting.at()));
    members(root.putObject("host_info"), sighting.host());
    members(root.putObject("host_sw_vers"), sighting.software());
    ArrayNode devices = root.putArray("device_info");
    sighting.boards().forEach(board -> devices.add(device(board)));
    try {
      return TtSmiJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(root) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static ObjectNode device(FoundBoard board) {
    Chip chip = board.chip();
    ObjectNode raw = chip.origin().raw();
    ObjectNode device;
    if (raw != null) {
      device = raw.deepCopy();
    } else {
      device = TtSmiJson.MAPPER.createObjectNode();
      device.putObject("smbus_telem");
      boardInfo(device.putObject("board_info"), chip);
      telemetry(device.putObject("telemetry"), chip.reading());
      members(device.putObject("firmwares"), new TreeMap<>(chip.firmwares()));
      limits(device.putObject("limits"), chip.limits());
    }
    if (board.isSimulated()) {
      device.put("simulated", true);
    }
    return device;
  }

  private static void boardInfo(ObjectNode info, Chip chip) {
    Chip.Identity identity = chip.identity();
    Chip.Condition condition = chip.condition();
    info.put("bus_id", orNone(identity.busId()));
    info.put("board_type", orNone(identity.type()));
    info.put("board_id", orNone(identity.boardId()));
    info.put("coords", orNone(identity.coords()));
    info.put("dram_status", condition.dramTrained());
    info.put("dram_speed", condition.dramSpeed());
    if (condition.pcieGeneration() == null) {
      info.put("pcie_speed", "N/A");
    } else {
      info.put("pcie_speed", condition.pcieGeneration());
    }
    Integer width = condition.pcieWidth();
    info.put("pcie_width", width == null ? "N/A" : width.toString());
  }

  private static void telemetry(ObjectNode telemetry, Reading reading) {
    for (Quantity quantity : Quantity.values()) {
      Double value = reading.value(quantity);
      if (value != null) {
        telemetry.put(quantity.key(), quantity.padded(value));
      }
    }
    Long heartbeat = reading.heartbeat();
    if (heartbeat != null) {
      telemetry.put("heartbeat", heartbeat.toString());
    }
  }

  private static void limits(ObjectNode limits, Map<Limit, Double> values) {
    for (Limit limit : Limit.values()) {
      Double value = values.get(limit);
      limits.put(limit.key(), value == null ? null : limit.padded(value));
    }
  }

  private static void members(ObjectNode object, Map<String, String> members) {
    members.forEach(object::put);
  }

  private static String orNone(@Nullable String text) {
    return text == null ? "N/A" : text;
  }
}
