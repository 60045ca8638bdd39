package io.boardstream.agent.boards;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One chip as its sources report it, before it has a key. */
public record Chip(
    Identity identity,
    Condition condition,
    NavigableMap<String, String> firmwares,
    Map<Limit, Double> limits,
    Reading reading,
    Origin origin) {

  /**
   * Which chip it is.
   *
   * @param busId PCI bus id in lower case with its domain; null for a remote chip
   * @param boardId hexadecimal digits; shared by all chips of a board
   * @param type board type without the side, for example {@code n300}; any word
   * @param side L or R
   * @param coords as reported; not unique
   * @param asicId hexadecimal digits
   * @param node N of {@code /dev/tenstorrent/N}
   * @param pciDevice PCI device id, for example {@code 0x401e}
   */
  public record Identity(
      @Nullable String busId,
      @Nullable String boardId,
      @Nullable String type,
      @Nullable String side,
      @Nullable String coords,
      @Nullable String asicId,
      @Nullable Integer node,
      @Nullable String pciDevice) {

    /** Reached through another chip: it has no bus id of its own. */
    public boolean isRemote() {
      return busId == null;
    }

    Identity orElse(Identity other) {
      return new Identity(
          or(busId, other.busId),
          or(boardId, other.boardId),
          or(type, other.type),
          or(side, other.side),
          or(coords, other.coords),
          or(asicId, other.asicId),
          or(node, other.node),
          or(pciDevice, other.pciDevice));
    }
  }

  /** How its memory and its link came up. */
  public record Condition(
      @Nullable Boolean dramTrained,
      @Nullable String dramSpeed,
      @Nullable Integer pcieGeneration,
      @Nullable Integer pcieWidth) {

    static final Condition UNKNOWN = new Condition(null, null, null, null);

    Condition orElse(Condition other) {
      return new Condition(
          or(dramTrained, other.dramTrained),
          or(dramSpeed, other.dramSpeed),
          or(pcieGeneration, other.pcieGeneration),
          or(pcieWidth, other.pcieWidth));
    }
  }

  /**
   * Who says so.
   *
   * @param simulated there is no such hardware
   * @param others what was said of the board under names that we do not know
   * @param raw the chip's part of a tt-smi snapshot, as it came
   */
  public record Origin(
      Set<Source> sources,
      boolean simulated,
      NavigableMap<String, String> others,
      @Nullable ObjectNode raw) {}

  /** The same chip without what was measured, for when that is out of date. */
  Chip withoutReading() {
    return new Chip(identity, condition, firmwares, limits, Reading.NONE, origin);
  }

  /** What this source says of the chip, and where it says nothing, the other. */
  Chip orElse(Chip other) {
    NavigableMap<String, String> allFirmwares = new TreeMap<>(other.firmwares);
    allFirmwares.putAll(firmwares);
    Map<Limit, Double> allLimits = new EnumMap<>(Limit.class);
    allLimits.putAll(other.limits);
    allLimits.putAll(limits);
    NavigableMap<String, String> others = new TreeMap<>(other.origin.others);
    others.putAll(origin.others);
    Set<Source> sources = EnumSet.noneOf(Source.class);
    sources.addAll(origin.sources);
    sources.addAll(other.origin.sources);
    return new Chip(
        identity.orElse(other.identity),
        condition.orElse(other.condition),
        allFirmwares,
        allLimits,
        reading.orElse(other.reading),
        new Origin(
            sources,
            origin.simulated || other.origin.simulated,
            others,
            or(origin.raw, other.origin.raw)));
  }

  private static <T> @Nullable T or(@Nullable T first, @Nullable T second) {
    return first != null ? first : second;
  }
}
