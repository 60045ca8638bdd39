package io.boardstream.agent;

import io.boardstream.agent.boards.Chip;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Limit;
import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.Strain;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Boards as lines of aligned columns. */
final class BoardTable {

  private static final List<String> HEADER =
      List.of(
          "KEY", "TYPE", "DEVICE", "ARCH", "BOARD ID", "FIRMWARE", "TEMP", "POWER", "AICLK", "");

  private final List<List<String>> rows = new ArrayList<>();

  private BoardTable() {
    rows.add(HEADER);
  }

  static BoardTable of(Sighting sighting) {
    BoardTable table = new BoardTable();
    sighting.boards().forEach(board -> table.rows.add(row(board)));
    return table;
  }

  void print(PrintWriter out) {
    int[] widths = new int[HEADER.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < widths.length; i++) {
        line.append(row.get(i)).append(" ".repeat(widths[i] - row.get(i).length() + 2));
      }
      out.println(line.toString().stripTrailing());
    }
  }

  private static List<String> row(FoundBoard board) {
    Chip chip = board.chip();
    return List.of(
        board.key(),
        board.label(),
        shown(board.deviceId()),
        shown(board.architecture()),
        shown(chip.identity().boardId()),
        shown(chip.firmwares().get("fw_bundle_version")),
        number(chip, Quantity.ASIC_TEMPERATURE, "%.1f °C"),
        watts(chip),
        number(chip, Quantity.AICLK, "%.0f MHz"),
        notes(board));
  }

  private static String watts(Chip chip) {
    Double limit = chip.limits().get(Limit.POWER);
    String power = number(chip, Quantity.POWER, "%.0f");
    return limit == null
        ? power + (power.equals("-") ? "" : " W")
        : power + String.format(Locale.ROOT, "/%.0f W", limit);
  }

  private static String notes(FoundBoard board) {
    List<String> notes = new ArrayList<>();
    Strain strain = Strain.of(board.chip());
    if (Boolean.TRUE.equals(strain.overTemperature())) {
      notes.add("TOO HOT");
    }
    if (Boolean.TRUE.equals(strain.throttling())) {
      notes.add("throttling: " + String.join(", ", strain.reasons()));
    }
    if (Boolean.FALSE.equals(board.chip().condition().dramTrained())) {
      notes.add("DRAM not trained");
    }
    if (board.chip().identity().isRemote()) {
      notes.add("remote");
    }
    if (board.isSimulated()) {
      notes.add("simulated");
    }
    return String.join("; ", notes);
  }

  private static String number(Chip chip, Quantity quantity, String format) {
    Double value = chip.reading().value(quantity);
    return value == null ? "-" : String.format(Locale.ROOT, format, value);
  }

  private static String shown(@Nullable String text) {
    return text == null ? "-" : text;
  }
}
