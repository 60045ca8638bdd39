package io.boardstream.agent.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.SnapshotWriter;
import io.boardstream.agent.check.Finding;
import io.boardstream.agent.dump.TelemetryDump;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.function.Supplier;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jspecify.annotations.Nullable;

/**
 * The live view: looks at the boards at each interval, draws, and does what the keys say. Used by
 * one thread; leaves the terminal as it was.
 */
public final class Watch {

  /** What a key asks for. */
  private enum Key {
    INFO,
    TELEMETRY,
    FIRMWARE,
    SIDEBAR,
    HELP,
    LIMITS,
    AVERAGES,
    SNAPSHOT,
    DUMP,
    UP,
    DOWN,
    QUIT,
    /** Any other. */
    NOTHING
  }

  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("uuuuMMdd-HHmmss");
  private static final double NANOS = 1e9;
  private static final long LONGEST_WAIT_MS = 60_000;

  private final Terminal terminal;
  private final Supplier<Sighting> looks;
  private final List<Finding> findings;
  private final Path folder;
  private final Duration interval;
  private final Clock clock;
  private final Averages averages = new Averages();
  private final WatchView view;
  private WatchState state = WatchState.begin();
  private @Nullable TelemetryDump dump;
  private long dumpBegan;

  /**
   * @param title name and version of the program
   * @param findings what the compatibility box shows
   * @param folder where snapshots and dumps go
   */
  public Watch(
      Terminal terminal,
      String title,
      Supplier<Sighting> looks,
      List<Finding> findings,
      Path folder,
      Duration interval,
      Palette palette,
      Clock clock) {
    this.terminal = terminal;
    this.looks = looks;
    this.findings = List.copyOf(findings);
    this.folder = folder;
    this.interval = interval;
    this.clock = clock;
    this.view = new WatchView(title, palette, averages);
  }

  /** Runs until somebody quits, or the terminal is gone. */
  public void run() {
    Attributes before = terminal.enterRawMode();
    terminal.puts(Capability.enter_ca_mode);
    terminal.puts(Capability.keypad_xmit);
    terminal.puts(Capability.cursor_invisible);
    Terminal.SignalHandler onInterrupt =
        terminal.handle(Terminal.Signal.INT, signal -> Thread.currentThread().interrupt());
    try {
      loop();
    } finally {
      finishDump();
      terminal.handle(Terminal.Signal.INT, onInterrupt);
      terminal.puts(Capability.cursor_visible);
      terminal.puts(Capability.keypad_local);
      terminal.puts(Capability.exit_ca_mode);
      terminal.setAttributes(before);
      terminal.flush();
    }
  }

  private void loop() {
    Display display = new Display(terminal, true);
    KeyMap<Key> keys = keys();
    BindingReader reader = new BindingReader(terminal.reader());
    while (true) {
      long began = System.nanoTime();
      Sighting sighting = looks.get();
      averages.add(sighting);
      addToDump(sighting);
      do {
        draw(display, sighting);
        long left = interval.toMillis() - Duration.ofNanos(System.nanoTime() - began).toMillis();
        int peeked = reader.peekCharacter(Math.min(LONGEST_WAIT_MS, Math.max(1, left)));
        if (peeked == -1) {
          return; // The terminal is gone.
        }
        if (peeked >= 0) {
          Key key = reader.readBinding(keys);
          if (key == null || key == Key.QUIT) {
            return;
          }
          apply(key, sighting);
        }
      } while (Duration.ofNanos(System.nanoTime() - began).compareTo(interval) < 0);
    }
  }

  private void draw(Display display, Sighting sighting) {
    Size size = terminal.getSize();
    int columns = size.getColumns() > 0 ? size.getColumns() : 80;
    int rows = size.getRows() > 0 ? size.getRows() : 24;
    display.resize(Size.of(columns, rows));
    display.update(
        view.render(state, sighting, findings, LocalDateTime.now(clock), columns, rows), 0);
    terminal.flush();
  }

  private KeyMap<Key> keys() {
    KeyMap<Key> keys = new KeyMap<>();
    keys.bind(Key.INFO, "1");
    keys.bind(Key.TELEMETRY, "2");
    keys.bind(Key.FIRMWARE, "3");
    keys.bind(Key.SIDEBAR, "t");
    keys.bind(Key.HELP, "h", "?");
    keys.bind(Key.LIMITS, "w");
    keys.bind(Key.AVERAGES, "v");
    keys.bind(Key.SNAPSHOT, "s");
    keys.bind(Key.DUMP, "d");
    keys.bind(Key.UP, "k", "\033[A", "\033OA");
    keys.bind(Key.DOWN, "j", "\033[B", "\033OB");
    keys.bind(Key.QUIT, "q", "Q", KeyMap.ctrl('C'), KeyMap.ctrl('D'));
    keys.setUnicode(Key.NOTHING);
    keys.setNomatch(Key.NOTHING);
    keys.setAmbiguousTimeout(50);
    return keys;
  }

  private void apply(Key key, Sighting sighting) {
    int page = WatchView.boardsOn(terminal.getSize().getRows());
    int lastFirst = Math.max(0, sighting.boards().size() - page);
    state =
        switch (key) {
          case INFO -> state.withTab(WatchState.Tab.INFO);
          case TELEMETRY -> state.withTab(WatchState.Tab.TELEMETRY);
          case FIRMWARE -> state.withTab(WatchState.Tab.FIRMWARE);
          case SIDEBAR -> state.withSidebar(!state.sidebar());
          case HELP -> state.withHelp(!state.help());
          case LIMITS -> state.withLimits(!state.limits());
          case AVERAGES -> state.withAverages(!state.averages());
          case SNAPSHOT -> state.withMessage(snapshot(sighting));
          case DUMP -> dumped();
          case UP -> state.withFirst(state.first() - 1);
          case DOWN -> state.withFirst(Math.min(lastFirst, state.first() + 1));
          case QUIT, NOTHING -> state;
        };
  }

  private String snapshot(Sighting sighting) {
    Path file = folder.resolve("boardstream-snapshot_" + stamp() + ".json");
    try {
      Files.createDirectories(folder);
      Files.writeString(file, SnapshotWriter.json(sighting), UTF_8);
      return "Snapshot: " + file;
    } catch (IOException e) {
      return "No snapshot: cannot write " + file + ": " + e.getClass().getSimpleName();
    }
  }

  private WatchState dumped() {
    TelemetryDump running = dump;
    if (running != null) {
      String said = "Dump: %d samples of %d boards".formatted(running.looks(), running.boards());
      finishDump();
      return state.withDumping(false, said);
    }
    Path target = folder.resolve("boardstream-dump_" + stamp());
    try {
      dump = new TelemetryDump(target);
      dumpBegan = System.nanoTime();
      return state.withDumping(true, "Dumping into " + target + "; d stops it");
    } catch (BoardException e) {
      return state.withMessage(String.valueOf(e.getMessage()));
    }
  }

  private void addToDump(Sighting sighting) {
    TelemetryDump running = dump;
    if (running != null) {
      try {
        running.add((System.nanoTime() - dumpBegan) / NANOS, sighting);
      } catch (BoardException e) {
        finishDump();
        state = state.withDumping(false, String.valueOf(e.getMessage()));
      }
    }
  }

  private void finishDump() {
    TelemetryDump running = dump;
    if (running != null) {
      dump = null;
      running.close();
    }
  }

  private String stamp() {
    return STAMP.format(LocalDateTime.now(clock));
  }
}
