package io.boardstream.agent.boards;

import io.boardstream.matrix.catalogue.DeviceEntry;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the boards of this host. The kernel's tree is read at each look; tt-smi, which takes a
 * second of a processor, only when it is due: what it said of identity, firmware and limits holds
 * until then, what it measured does not. Used by one thread.
 */
public final class Discovery {

  private final String host;
  private final SysfsTree sysfs;
  private final Set<Source> sources;
  private final TtSmiCommand ttSmi;
  private final Duration ttSmiEvery;
  private final DeviceNames names;
  private final Clock clock;
  private @Nullable Snapshot last;
  private @Nullable Instant lastAsked;
  private @Nullable String lastProblem;

  public Discovery(BoardSettings settings, DeviceNames names, Clock clock) {
    this.host = settings.host();
    this.sysfs = new SysfsTree(settings.root());
    this.sources = settings.sources();
    this.ttSmi =
        new TtSmiCommand(settings.ttSmiCommand(), settings.ttSmiTimeout(), new TtSmiJson(names));
    this.ttSmiEvery = settings.ttSmiInterval();
    this.names = names;
    this.clock = clock;
  }

  /** Looks at everything, now. */
  public Sighting lookAtAll() {
    lastAsked = null;
    return look();
  }

  /** Looks at the kernel's tree, and asks tt-smi when that is due. */
  public Sighting look() {
    List<String> problems = new ArrayList<>();
    Set<Source> answered = EnumSet.noneOf(Source.class);
    List<Chip> local = List.of();
    boolean driver = false;
    if (sources.contains(Source.SYSFS)) {
      SysfsTree.Found found = sysfs.read();
      driver = found.present();
      problems.addAll(found.problems());
      local = found.chips();
      if (driver) {
        answered.add(Source.SYSFS);
      }
    }
    boolean fresh = sources.contains(Source.TT_SMI) && askIfDue(driver);
    Snapshot snapshot = last;
    if (snapshot != null) {
      problems.addAll(snapshot.problems());
      if (snapshot.listed() && fresh) {
        answered.add(Source.TT_SMI);
      }
    }
    if (lastProblem != null) {
      problems.add(lastProblem);
    }
    if (!driver && sources.contains(Source.SYSFS) && snapshot == null) {
      problems.add(
          "There is no %s: the kernel driver is not loaded".formatted(sysfs.classFolder()));
    }
    return sighting(local, snapshot, fresh, answered, problems);
  }

  /**
   * Whether tt-smi was asked just now, and answered. Without a driver's tree it is the only one to
   * ask, so it is asked each time.
   */
  private boolean askIfDue(boolean driver) {
    Instant now = clock.instant();
    Instant asked = lastAsked;
    if (driver && asked != null && now.isBefore(asked.plus(ttSmiEvery)) && !now.isBefore(asked)) {
      return false;
    }
    lastAsked = now;
    if (ttSmi.installed().isEmpty()) {
      lastProblem = null; // Not everybody has it: 'agent check' tells.
      return false;
    }
    try {
      last = ttSmi.snapshot();
      lastProblem = null;
      return true;
    } catch (BoardException e) {
      lastProblem = e.getMessage();
      return false;
    }
  }

  private Sighting sighting(
      List<Chip> local,
      @Nullable Snapshot snapshot,
      boolean fresh,
      Set<Source> answered,
      List<String> problems) {
    NavigableMap<String, String> facts = HostFacts.of(host, sysfs.driver());
    NavigableMap<String, String> software = new TreeMap<>();
    List<Chip> reported = List.of();
    if (snapshot != null) {
      snapshot.host().forEach(facts::putIfAbsent);
      software.putAll(snapshot.software());
      reported =
          fresh ? snapshot.chips() : snapshot.chips().stream().map(Chip::withoutReading).toList();
    }
    return new Sighting(
        clock.instant(),
        boards(host, merged(local, reported, answered.contains(Source.SYSFS)), names),
        answered,
        facts,
        software,
        problems);
  }

  /**
   * Chips with one bus id are one chip. A chip that tt-smi saw on the bus and the driver does not
   * show any more is gone.
   */
  private static List<Chip> merged(List<Chip> local, List<Chip> reported, boolean driver) {
    Map<String, Chip> byBus = new LinkedHashMap<>();
    List<Chip> all = new ArrayList<>();
    for (Chip chip : reported) {
      String busId = chip.identity().busId();
      if (busId == null || byBus.putIfAbsent(busId, chip) != null) {
        all.add(chip);
      }
    }
    for (Chip chip : local) {
      Chip known = chip.identity().busId() == null ? null : byBus.remove(chip.identity().busId());
      all.add(known == null ? chip : chip.orElse(known));
    }
    if (!driver) {
      all.addAll(byBus.values());
    }
    return all;
  }

  /** Chips with their keys, sorted by these. */
  static List<FoundBoard> boards(String host, List<Chip> chips, DeviceNames names) {
    List<BoardKeys.Key> keys = BoardKeys.of(host, chips);
    List<FoundBoard> boards = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      Chip chip = chips.get(i);
      String type = chip.identity().type();
      boards.add(
          new FoundBoard(
              keys.get(i).text(),
              host,
              keys.get(i).position() < 0 ? null : Integer.valueOf(keys.get(i).position()),
              names.device(type).map(DeviceEntry::id).orElse(null),
              names.architecture(type, chip.identity().pciDevice()).orElse(null),
              chip));
    }
    boards.sort(
        Comparator.comparing((FoundBoard board) -> board.chip().identity().isRemote())
            .thenComparing(FoundBoard::key));
    return boards;
  }

  /** The boards of a capture, which is of another host perhaps. */
  public static Sighting of(Snapshot snapshot, DeviceNames names, Instant at) {
    String host = snapshot.host().getOrDefault("Hostname", "unknown-host");
    return new Sighting(
        at,
        boards(host, snapshot.chips(), names),
        snapshot.listed() ? EnumSet.of(Source.TT_SMI) : EnumSet.noneOf(Source.class),
        snapshot.host(),
        snapshot.software(),
        snapshot.problems());
  }
}
