package io.boardstream.agent.boards;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads one entry of {@code device_info}. */
final class TtSmiChip {

  private static final Set<String> BOARD_KEYS =
      Set.of(
          "bus_id",
          "board_type",
          "board_id",
          "coords",
          "dram_status",
          "dram_speed",
          "pcie_speed",
          "pcie_width");

  private static final Set<String> SECTIONS =
      Set.of("smbus_telem", "board_info", "telemetry", "firmwares", "limits", "simulated");

  /** Change at each look, or stand elsewhere: no description of a board. */
  private static final Set<String> PASSING = Set.of("processes", "gddr_telemetry");

  private static final Pattern SIDED = Pattern.compile("(.*\\S)\\s+([LR])");
  private static final Pattern BUS_ID =
      Pattern.compile("(?:([0-9a-f]{4,8}):)?([0-9a-f]{2}:[0-9a-f]{2}\\.[0-7])");

  private final DeviceNames names;

  TtSmiChip(DeviceNames names) {
    this.names = names;
  }

  Chip parse(ObjectNode device, boolean simulatedHost) {
    JsonNode board = device.path("board_info");
    Smbus smbus = new Smbus(nullableTexts(device.path("smbus_telem")));
    Chip.Identity identity = identity(board, smbus);
    Architecture architecture =
        names
            .architecture(identity.type(), identity.pciDevice())
            .flatMap(Architecture::ofLabel)
            .orElse(null);
    return new Chip(
        identity,
        new Chip.Condition(
            Texts.truth(Texts.text(board.get("dram_status"))),
            Texts.text(board.get("dram_speed")),
            Texts.leading(Texts.text(board.get("pcie_speed"))),
            Texts.leading(Texts.text(board.get("pcie_width")))),
        firmwares(device.path("firmwares")),
        limits(device.path("limits")),
        reading(device.path("telemetry"), smbus, architecture),
        new Chip.Origin(
            EnumSet.of(Source.TT_SMI),
            simulatedHost || device.path("simulated").asBoolean(false),
            others(device, board),
            device));
  }

  private static Chip.Identity identity(JsonNode board, Smbus smbus) {
    String type = Texts.text(board.get("board_type"));
    Matcher sided = SIDED.matcher(type == null ? "" : type);
    boolean hasSide = sided.matches();
    return new Chip.Identity(
        busId(Texts.text(board.get("bus_id"))),
        boardId(Texts.text(board.get("board_id"))),
        hasSide ? sided.group(1) : type,
        hasSide ? sided.group(2) : null,
        Texts.text(board.get("coords")),
        null,
        null,
        smbus.pciDevice());
  }

  /** In lower case and with its domain, as the kernel writes it; null for what is no bus id. */
  static @Nullable String busId(@Nullable String text) {
    if (text == null) {
      return null;
    }
    Matcher parts = BUS_ID.matcher(text.toLowerCase(Locale.ROOT));
    return parts.matches()
        ? Optional.ofNullable(parts.group(1)).orElse("0000") + ":" + parts.group(2)
        : null;
  }

  /** Without {@code 0x} and leading zeros, so that tt-smi and the driver agree. */
  static @Nullable String boardId(@Nullable String text) {
    if (text == null) {
      return null;
    }
    String lower = text.toLowerCase(Locale.ROOT);
    String digits = lower.startsWith("0x") ? lower.substring(2) : lower;
    if (!digits.matches("[0-9a-f]{1,32}")) {
      return digits;
    }
    String significant = digits.replaceFirst("^0+", "");
    return significant.isEmpty() ? null : significant;
  }

  private static NavigableMap<String, String> firmwares(JsonNode node) {
    NavigableMap<String, String> firmwares = new TreeMap<>();
    TtSmiJson.texts(node)
        .forEach(
            (name, text) -> {
              String version = Texts.version(name, text);
              if (version != null) {
                // The board's manager was renamed to the device's.
                firmwares.put(name.startsWith("bm_") ? "dm_" + name.substring(3) : name, version);
              }
            });
    return firmwares;
  }

  private static Map<Limit, Double> limits(JsonNode node) {
    Map<Limit, Double> limits = new EnumMap<>(Limit.class);
    for (Limit limit : Limit.values()) {
      Double value = Texts.number(Texts.text(node.get(limit.key())));
      if (value != null && value > 0) {
        limits.put(limit, value);
      }
    }
    return limits;
  }

  private static Reading reading(JsonNode node, Smbus smbus, @Nullable Architecture architecture) {
    NavigableMap<String, String> others = TtSmiJson.texts(node);
    Map<Quantity, Double> values = smbus.values(architecture);
    for (Quantity quantity : Quantity.values()) {
      String told = others.remove(quantity.key());
      Double value = quantity.ifTrue(Texts.number(told));
      if (value != null) {
        values.put(quantity, value);
      }
    }
    Long heartbeat = Texts.whole(others.remove("heartbeat"));
    return new Reading(values, heartbeat, smbus.thermalTrips(), smbus.throttler(), others);
  }

  private static NavigableMap<String, String> others(ObjectNode device, JsonNode board) {
    NavigableMap<String, String> others = TtSmiJson.texts(board);
    others.keySet().removeAll(BOARD_KEYS);
    NavigableMap<String, String> beside = TtSmiJson.texts(device);
    beside.keySet().removeAll(SECTIONS);
    beside.keySet().removeAll(PASSING);
    beside.forEach(others::putIfAbsent);
    return others;
  }

  private static Map<String, @Nullable String> nullableTexts(JsonNode node) {
    Map<String, @Nullable String> texts = new HashMap<>();
    node.properties().forEach(member -> texts.put(member.getKey(), Texts.text(member.getValue())));
    return texts;
  }
}
