package io.boardstream.agent.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.agent.check.Finding;
import io.boardstream.matrix.catalogue.Catalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jline.terminal.Size;
import org.jline.terminal.impl.LineDisciplineTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class WatchTest {

  private static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());
  private static final LocalDateTime NOW = LocalDateTime.parse("2026-11-20T12:00:00");
  private static final Duration LONG = Duration.ofSeconds(60);
  private static final List<Finding> FINDINGS =
      List.of(
          new Finding(Finding.Grade.OK, "Kernel driver", "TT-KMD 2.3.0", ""),
          new Finding(Finding.Grade.WARNING, "tt-smi", "was not found", "Install it."));

  @TempDir Path folder;

  @Test
  void eachTabShowsItsColumnsBesideHostAndCompatibility() throws IOException {
    Sighting sighting = sighting(2);
    WatchState begin = WatchState.begin();

    assertThat(screen(begin, sighting, 200, 20))
        .contains("2 boards", "2026-11-20 12:00:00", "Host", "Compatibility", "✓ Kernel driver")
        .contains("✗ tt-smi: was not found", "1 info", "0000:01:00.0", "n150 *", "Gen4 x16")
        .contains("q quit");
    assertThat(screen(begin.withTab(WatchState.Tab.TELEMETRY), sighting, 200, 20))
        .contains("2 telemetry", "AICLK", "12 /100", "40.0 /75", "0.80 /1.00");
    assertThat(screen(begin.withTab(WatchState.Tab.FIRMWARE), sighting, 200, 20))
        .contains("3 firmware", "Bundle", "80.17.0.0", "5.12.0.0");
  }

  @Test
  void limitsAveragesAndSidebarAreSwitchedOff() throws IOException {
    Sighting sighting = sighting(2);
    WatchState telemetry = WatchState.begin().withTab(WatchState.Tab.TELEMETRY);

    assertThat(screen(telemetry.withLimits(false), sighting, 200, 20)).doesNotContain("/100");
    assertThat(screen(telemetry.withAverages(true), sighting, 200, 20)).contains("averages");
    assertThat(screen(telemetry.withSidebar(false), sighting, 200, 20))
        .doesNotContain("Compatibility");
    assertThat(screen(telemetry, sighting, 80, 20))
        .as("no room for it")
        .doesNotContain("Compatibility");
    assertThat(screen(telemetry.withHelp(true), sighting, 200, 24)).contains("up, down");
  }

  @Test
  void theScreenIsNeverLargerThanTheTerminal() throws IOException {
    Sighting sighting = sighting(32);
    for (int width : new int[] {1, 10, 79, 120, 300}) {
      for (int height : new int[] {1, 2, 5, 24, 60}) {
        List<AttributedString> lines =
            view(Palette.DARK).render(WatchState.begin(), sighting, FINDINGS, NOW, width, height);

        assertThat(lines).hasSizeLessThanOrEqualTo(height);
        assertThat(lines).allMatch(line -> line.columnLength() <= Math.max(width, 4));
      }
    }
  }

  @Test
  void moreBoardsThanLinesAreScrolled() throws IOException {
    Sighting sighting = sighting(32);

    assertThat(screen(WatchState.begin(), sighting, 200, 15))
        .contains("0000:01:00.0", "1-10 of 32")
        .doesNotContain("0000:20:00.0");
    assertThat(screen(WatchState.begin().withFirst(999), sighting, 200, 15))
        .contains("0000:20:00.0", "23-32 of 32");
  }

  @Test
  void withoutColourNothingIsColoured() throws IOException {
    Sighting sighting = sighting(1);
    for (Palette palette : Palette.values()) {
      boolean coloured =
          view(palette).render(WatchState.begin(), sighting, FINDINGS, NOW, 200, 20).stream()
              .anyMatch(line -> line.toAnsi().matches("(?s).*\\x1b\\[[0-9;]*3[0-7].*"));

      assertThat(coloured).isEqualTo(palette != Palette.NONE);
    }
  }

  @Test
  void whatFirmwareSaysCannotSteerTheTerminal() {
    assertThat(Canvas.line("a\u001b[2Jb\u0007", Palette.DARK.plain()).toString())
        .isEqualTo("a?[2Jb?");
  }

  @Test
  void keysSaveASnapshotAndADumpAndQuitGivesTheTerminalBack() throws Exception {
    ByteArrayOutputStream screen = new ByteArrayOutputStream();
    try (LineDisciplineTerminal terminal =
        new LineDisciplineTerminal("test", "xterm-256color", screen, UTF_8)) {
      terminal.setSize(Size.of(160, 30));
      Discovery discovery = discovery(2);
      Watch watch =
          new Watch(
              terminal,
              "Boardstream",
              discovery::look,
              FINDINGS,
              folder.resolve("out"),
              Duration.ofMillis(20),
              Palette.DARK,
              Clock.system(ZoneId.of("UTC")));
      Thread thread = new Thread(watch::run, "watch");
      thread.start();

      await().atMost(LONG).until(() -> text(screen).contains("0000:02:00.0"));
      terminal.processInputBytes("2x\u001b[B".getBytes(UTF_8));
      await().atMost(LONG).until(() -> text(screen).contains("ARCCLK"));
      terminal.processInputBytes("s".getBytes(UTF_8));
      await().atMost(LONG).until(() -> files("boardstream-snapshot_") == 1);
      terminal.processInputBytes("d".getBytes(UTF_8));
      await().atMost(LONG).until(() -> text(screen).contains("[dumping]"));
      terminal.processInputBytes("d".getBytes(UTF_8));
      await().atMost(LONG).until(() -> workbooks() == 1);
      terminal.processInputBytes("q".getBytes(UTF_8));
      thread.join(LONG.toMillis());

      assertThat(thread.isAlive()).isFalse();
      assertThat(text(screen)).contains("\u001b[?1049h", "\u001b[?1049l");
      assertThat(files("boardstream-dump_")).isEqualTo(1);
    }
  }

  private long files(String prefix) throws IOException {
    Path out = folder.resolve("out");
    if (!Files.isDirectory(out)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(out)) {
      return files.filter(file -> file.getFileName().toString().startsWith(prefix)).count();
    }
  }

  private long workbooks() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      return files.filter(file -> file.endsWith("telemetry.xlsx")).count();
    }
  }

  private static String text(ByteArrayOutputStream screen) {
    return screen.toString(UTF_8);
  }

  private static WatchView view(Palette palette) {
    return new WatchView("Boardstream", palette, new Averages());
  }

  private static String screen(WatchState state, Sighting sighting, int width, int height) {
    return view(Palette.DARK).render(state, sighting, FINDINGS, NOW, width, height).stream()
        .map(AttributedString::toString)
        .collect(Collectors.joining("\n"));
  }

  private Sighting sighting(int boards) throws IOException {
    return discovery(boards).look();
  }

  private Discovery discovery(int boards) throws IOException {
    Path root = folder.resolve("root");
    SimulatedTree.write(root, "n150", boards, NAMES);
    return new Discovery(
        new BoardSettings(Map.of(BoardSettings.ROOT, root.toString(), BoardSettings.TT_SMI, "")),
        NAMES,
        Clock.systemUTC());
  }
}
