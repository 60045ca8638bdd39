package io.boardstream.agent.jobs;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.BoardReset;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.Chip;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.agent.frontend.Frontends;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The boards that a host has now, as places for jobs. Chips of one board are one place, because a
 * job for its device uses all of them; a board whose device no frontend runs for takes no jobs, so
 * that they wait for a host that can do them.
 */
public final class HostSlots implements Boards {
  private static final Logger LOG = LoggerFactory.getLogger(HostSlots.class);
  private static final String PROCESSOR = "cpu";

  private final HostBoards boards;
  private final Frontends frontends;
  private final JobSettings settings;
  private final String host;
  private final BoardReset reset;
  private final UnusableBoards unusable;

  public HostSlots(
      HostBoards boards, Frontends frontends, JobSettings settings, BoardSettings host) {
    this.boards = boards;
    this.frontends = frontends;
    this.settings = settings;
    this.host = host.host();
    this.reset = new BoardReset(host);
    this.unusable = new UnusableBoards(host.dataDir());
  }

  @Override
  public List<BoardSlot> slots() {
    List<BoardSlot> slots = new ArrayList<>();
    if (settings.isProcessorServed() && isServed(PROCESSOR)) {
      slots.add(BoardSlot.processor(host));
    }
    for (BoardSlot board : known()) {
      if (isServed(board.device())
          && (!board.simulated() || settings.allowsSimulated())
          && unusable(board).isEmpty()) {
        slots.add(board);
      }
    }
    return slots;
  }

  @Override
  public Optional<String> unusable(BoardSlot board) {
    return board.chips().stream()
        .flatMap(
            chip ->
                unusable
                    .reason(chip)
                    .map(
                        why ->
                            "%s takes no jobs: %s. Mend it, then: boardstream agent reset %s"
                                .formatted(board.key(), why, chip))
                    .stream())
        .findFirst();
  }

  @Override
  public List<String> problems() {
    return known().stream().flatMap(board -> unusable(board).stream()).toList();
  }

  @Override
  public Optional<String> resetAfterHang(BoardSlot board) {
    if (!settings.isResetAfterHang() || board.simulated()) {
      return Optional.empty();
    }
    List<String> said = new ArrayList<>();
    for (FoundBoard chip : boards.all()) {
      if (board.chips().contains(chip.key()) && !chip.chip().identity().isRemote()) {
        said.add(reset(chip));
      }
    }
    return said.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", said));
  }

  private String reset(FoundBoard chip) {
    LOG.warn("A job hung on {}: resetting it by '{}'", chip.key(), reset.describe(chip));
    long began = System.nanoTime();
    try {
      reset.reset(chip);
    } catch (BoardException e) {
      String why = "its reset after a hang failed: " + e.getMessage();
      LOG.error("{}: {}", chip.key(), why);
      unusable.mark(chip.key(), why);
      return chip.key() + ": " + why;
    }
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    LOG.info("Reset {} in {} ms", chip.key(), took.toMillis());
    unusable.clear(chip.key());
    return "%s was reset after the hang, in %.1f s"
        .formatted(chip.key(), took.toMillis() / 1_000.0);
  }

  /** All boards with a device, whether or not they can take jobs now. */
  private List<BoardSlot> known() {
    Map<String, List<FoundBoard>> byBoard = new LinkedHashMap<>();
    for (FoundBoard chip : boards.all()) {
      String serial = chip.chip().identity().boardId();
      byBoard
          .computeIfAbsent(serial == null ? chip.key() : serial, board -> new ArrayList<>())
          .add(chip);
    }
    List<BoardSlot> slots = new ArrayList<>();
    byBoard.values().forEach(chips -> slot(chips).ifPresent(slots::add));
    return slots;
  }

  /** Its first chip, which names it, is on the bus, and the same in whatever order they came. */
  private Optional<BoardSlot> slot(List<FoundBoard> found) {
    List<FoundBoard> chips =
        found.stream()
            .sorted(
                Comparator.comparing((FoundBoard chip) -> chip.chip().identity().isRemote())
                    .thenComparing(FoundBoard::key))
            .toList();
    FoundBoard first = chips.get(0);
    Chip chip = first.chip();
    return Optional.ofNullable(first.deviceId())
        .map(
            device ->
                new BoardSlot(
                    first.key(),
                    device,
                    Optional.ofNullable(first.architecture()),
                    firmware(chip),
                    boards.driver(),
                    chips.stream().anyMatch(FoundBoard::isSimulated),
                    chips.stream().map(FoundBoard::key).toList()));
  }

  private static Optional<String> firmware(Chip chip) {
    return Optional.ofNullable(chip.firmwares().get("fw_bundle_version"));
  }

  private boolean isServed(String device) {
    return frontends.names().stream()
        .flatMap(name -> frontends.find(name).stream())
        .anyMatch(frontend -> frontend.devices().contains(device));
  }
}
