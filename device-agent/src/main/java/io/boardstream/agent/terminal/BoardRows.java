package io.boardstream.agent.terminal;

import io.boardstream.agent.boards.Chip;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Limit;
import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Strain;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jspecify.annotations.Nullable;

/** The rows of the three tabs. */
final class BoardRows {

  /** What is shown of the telemetry, and its limit. */
  private record Column(String title, Quantity quantity, @Nullable Limit limit, String format) {}

  private static final List<Column> TELEMETRY =
      List.of(
          new Column("Core V", Quantity.VOLTAGE, Limit.VDD_MAX, "%.2f"),
          new Column("Core A", Quantity.CURRENT, Limit.CURRENT, "%.0f"),
          new Column("Core W", Quantity.POWER, Limit.POWER, "%.0f"),
          new Column("AICLK", Quantity.AICLK, Limit.AICLK, "%.0f"),
          new Column("ARCCLK", Quantity.ARCCLK, null, "%.0f"),
          new Column("AXICLK", Quantity.AXICLK, null, "%.0f"),
          new Column("Core °C", Quantity.ASIC_TEMPERATURE, Limit.THERMAL, "%.1f"),
          new Column("VREG °C", Quantity.VREG_TEMPERATURE, null, "%.0f"),
          new Column("Inlet °C", Quantity.INLET_TEMPERATURE, null, "%.0f"),
          new Column("Outlet 1", Quantity.OUTLET_1_TEMPERATURE, null, "%.0f"),
          new Column("Outlet 2", Quantity.OUTLET_2_TEMPERATURE, null, "%.0f"));

  private static final List<String> FIRMWARES =
      List.of(
          "fw_bundle_version",
          "tt_flash_version",
          "cm_fw",
          "cm_fw_date",
          "eth_fw",
          "dm_bl_fw",
          "dm_app_fw");

  private static final int KEY = 20;
  private static final int TEXT = 13;

  private final Palette palette;
  private final Averages averages;

  BoardRows(Palette palette, Averages averages) {
    this.palette = palette;
    this.averages = averages;
  }

  AttributedString header(WatchState state) {
    List<String> titles =
        switch (state.tab()) {
          case INFO ->
              List.of("Type", "Architecture", "Board id", "Coords", "DRAM", "DRAM speed", "PCIe");
          case TELEMETRY -> TELEMETRY.stream().map(Column::title).toList();
          case FIRMWARE ->
              List.of("Bundle", "tt-flash", "CM", "CM date", "Ethernet", "DM boot", "DM app");
        };
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(cell("Board", KEY), palette.title());
    titles.forEach(title -> line.append(cell(title, width(state)), palette.title()));
    return line.toAttributedString();
  }

  private static int width(WatchState state) {
    return switch (state.tab()) {
      case TELEMETRY -> state.limits() || state.averages() ? TEXT : 9;
      default -> TEXT + 3;
    };
  }

  AttributedString row(FoundBoard board, WatchState state) {
    AttributedStringBuilder line = new AttributedStringBuilder();
    Strain strain = Strain.of(board.chip());
    boolean alarm =
        Boolean.TRUE.equals(strain.throttling()) || Boolean.TRUE.equals(strain.overTemperature());
    line.append(cell(shortKey(board), KEY), alarm ? palette.alarm() : palette.plain());
    switch (state.tab()) {
      case INFO -> info(board, line, state);
      case TELEMETRY -> TELEMETRY.forEach(column -> telemetry(board, column, state, line));
      case FIRMWARE ->
          FIRMWARES.forEach(
              name -> line.append(cell(board.chip().firmwares().get(name), width(state))));
    }
    if (alarm) {
      line.append(" " + String.join(", ", strain.reasons()), palette.alarm());
    }
    return line.toAttributedString();
  }

  private void info(FoundBoard board, AttributedStringBuilder line, WatchState state) {
    Chip chip = board.chip();
    int width = width(state);
    Boolean trained = chip.condition().dramTrained();
    line.append(cell(board.label() + (board.isSimulated() ? " *" : ""), width));
    line.append(cell(board.architecture(), width));
    line.append(cell(chip.identity().boardId(), width));
    line.append(cell(chip.identity().coords(), width));
    line.append(
        cell(trained == null ? null : trained ? "trained" : "NOT trained", width),
        Boolean.FALSE.equals(trained) ? palette.alarm() : palette.plain());
    line.append(cell(chip.condition().dramSpeed(), width));
    Integer generation = chip.condition().pcieGeneration();
    Integer lanes = chip.condition().pcieWidth();
    line.append(
        cell(
            generation == null && lanes == null
                ? null
                : "Gen%s x%s".formatted(number(generation), number(lanes)),
            width));
  }

  private void telemetry(
      FoundBoard board, Column column, WatchState state, AttributedStringBuilder line) {
    int width = width(state);
    Double value =
        state.averages()
            ? averages.of(board.key(), column.quantity())
            : board.chip().reading().value(column.quantity());
    Limit kind = column.limit();
    Double limit = kind == null ? null : board.chip().limits().get(kind);
    String shown = value == null ? "-" : format(column.format(), value);
    boolean over = value != null && limit != null && value >= limit;
    line.append(shown, over ? palette.alarm() : palette.plain());
    int used = shown.length();
    if (state.limits() && limit != null) {
      String most = " /" + format(column.format(), limit);
      line.append(most, palette.limit());
      used += most.length();
    }
    line.append(" ".repeat(Math.max(1, width - used)));
  }

  /** Without the host, which the header names. */
  static String shortKey(FoundBoard board) {
    return board.key().substring(board.key().indexOf('/') + 1);
  }

  private static String number(@Nullable Integer value) {
    return value == null ? "?" : value.toString();
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static String cell(@Nullable String text, int width) {
    String clean = text == null ? "-" : text.replaceAll("\\p{Cntrl}", "?");
    String cut = clean.length() >= width ? clean.substring(0, width - 2) + "…" : clean;
    return cut + " ".repeat(width - cut.length());
  }

  /** The names of the host's facts, in the order in which tt-smi shows them. */
  static List<String> hostLines(Map<String, String> host) {
    List<String> lines = new ArrayList<>();
    for (String name :
        List.of("OS", "Distro", "Kernel", "Hostname", "Platform", "Python", "Memory", "Driver")) {
      String value = host.get(name);
      if (value != null) {
        lines.add("%-9s %s".formatted(name, value));
      }
    }
    return lines;
  }
}
