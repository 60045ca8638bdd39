package io.boardstream.agent.terminal;

import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.check.Finding;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;

/** What the screen shows, as lines: a pure function of state and boards. */
final class WatchView {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final int SIDEBAR = 40;
  private static final int NARROW = 90;

  /** Header, footer, and the frame and the heading of the boards. */
  private static final int AROUND_BOARDS = 5;

  private static final String KEYS =
      " 1 info  2 telemetry  3 firmware  t sidebar  w limits  v averages  s snapshot  d dump  h help"
          + "  q quit";

  private static final List<String> HELP =
      List.of(
          "1          board, memory and PCIe link",
          "2          telemetry, live",
          "3          firmware versions",
          "t          sidebar on and off",
          "w          limits of the telemetry on and off",
          "v          averages since the start, instead of what is measured now",
          "s          save a snapshot (JSON, as tt-smi prints it)",
          "d          start and stop a dump (CSV and XLSX)",
          "up, down   scroll, when there are more boards than lines",
          "h          this help on and off",
          "q, Ctrl-C  end",
          "",
          "* behind a type: simulated, there is no such board");

  private final String title;
  private final Palette palette;
  private final BoardRows rows;

  WatchView(String title, Palette palette, Averages averages) {
    this.title = title;
    this.palette = palette;
    this.rows = new BoardRows(palette, averages);
  }

  /** How many boards a screen of this height shows. */
  static int boardsOn(int height) {
    return Math.max(1, height - AROUND_BOARDS);
  }

  List<AttributedString> render(
      WatchState state,
      Sighting sighting,
      List<Finding> findings,
      LocalDateTime now,
      int width,
      int height) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(header(sighting, now, width));
    int body = Math.max(3, height - 2);
    boolean sidebar = state.sidebar() && width >= NARROW;
    int left = sidebar ? SIDEBAR : 0;
    List<AttributedString> main =
        state.help()
            ? Canvas.box("Help", plain(HELP), width - left, body, palette)
            : boards(state, sighting, width - left, body);
    lines.addAll(sidebar ? Canvas.beside(sidebar(sighting, findings, body), main) : main);
    lines.add(
        Canvas.fit(
            Canvas.line(state.message().isEmpty() ? KEYS : " " + state.message(), palette.bar()),
            width));
    return lines.subList(0, Math.min(lines.size(), Math.max(1, height)));
  }

  private AttributedString header(Sighting sighting, LocalDateTime now, int width) {
    String time = TIME.format(now) + " ";
    String host = sighting.host().getOrDefault("Hostname", "");
    AttributedStringBuilder line = new AttributedStringBuilder();
    line.append(" " + title, palette.title());
    line.append("   " + host + ", " + sighting.boards().size() + " boards", palette.plain());
    int gap = width - line.columnLength() - time.length();
    line.append(" ".repeat(Math.max(1, gap))).append(time, palette.plain());
    return Canvas.fit(line.toAttributedString(), width);
  }

  private List<AttributedString> boards(
      WatchState state, Sighting sighting, int width, int height) {
    List<AttributedString> lines = new ArrayList<>();
    lines.add(rows.header(state));
    List<FoundBoard> boards = sighting.boards();
    int room = height - 3;
    int first = Math.min(state.first(), Math.max(0, boards.size() - room));
    int last = Math.min(boards.size(), first + room);
    boards.subList(first, last).forEach(board -> lines.add(rows.row(board, state)));
    if (boards.isEmpty()) {
      lines.add(Canvas.line("No boards were found.", palette.alarm()));
      sighting.problems().forEach(problem -> lines.add(Canvas.line(problem, palette.plain())));
    }
    String more =
        boards.size() > room ? "  %d-%d of %d".formatted(first + 1, last, boards.size()) : "";
    String kind = state.tab() == WatchState.Tab.TELEMETRY && state.averages() ? ", averages" : "";
    String dump = state.dumping() ? "  [dumping]" : "";
    return Canvas.box(state.tab().title() + kind + more + dump, lines, width, height, palette);
  }

  private List<AttributedString> sidebar(Sighting sighting, List<Finding> findings, int height) {
    List<AttributedString> host = plain(BoardRows.hostLines(sighting.host()));
    int top = Math.min(host.size() + 2, height / 2);
    List<AttributedString> lines = new ArrayList<>(Canvas.box("Host", host, SIDEBAR, top, palette));
    List<AttributedString> checks = new ArrayList<>();
    for (Finding finding : findings) {
      boolean ok = finding.grade() == Finding.Grade.OK;
      AttributedStringBuilder line = new AttributedStringBuilder();
      line.append(ok ? "✓ " : "✗ ", ok ? palette.good() : palette.alarm());
      line.append(Canvas.line(finding.what() + ": " + finding.state(), palette.plain()));
      checks.add(line.toAttributedString());
    }
    lines.addAll(Canvas.box("Compatibility", checks, SIDEBAR, height - top, palette));
    return lines;
  }

  private List<AttributedString> plain(List<String> lines) {
    return lines.stream().map(line -> Canvas.line(line, palette.plain())).toList();
  }
}
