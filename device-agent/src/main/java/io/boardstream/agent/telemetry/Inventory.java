package io.boardstream.agent.telemetry;

import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.Source;
import io.boardstream.avro.Board;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What device.boards says of one host, and what must be said anew. Nothing changed, nothing is
 * said: the same look twice gives no records, and so does a restart. Used by one thread.
 *
 * <p>A board is marked as vanished when it is missing in two looks running, each of which was
 * answered by one of those who had reported it: a tool that fails says nothing of the boards that
 * only it can see, and a board that is being reset is away for a moment.
 */
final class Inventory {

  private static final int LOOKS_UNTIL_VANISHED = 2;

  /** A board that is there, and its record. */
  private record There(FoundBoard board, Board record) {}

  private final String agentVersion;
  private final Function<String, Optional<String>> unusable;
  private final Map<String, There> there = new LinkedHashMap<>();
  private final Map<String, Board> published = new TreeMap<>();
  private final Map<String, Integer> missed = new HashMap<>();

  /**
   * @param unusable of a board by its key: why it must not be used, or empty
   */
  Inventory(String agentVersion, Function<String, Optional<String>> unusable) {
    this.agentVersion = agentVersion;
    this.unusable = unusable;
  }

  /** Begins with what stands on the topic for this host. */
  void begin(Collection<Board> standing) {
    standing.forEach(board -> published.put(board.getBoardKey(), board));
  }

  /** A record has arrived, and need not be said again. */
  void arrived(Board board) {
    published.put(board.getBoardKey(), board);
  }

  /** What this look changes, to be published. The same is returned again until it has arrived. */
  List<Board> news(Sighting sighting) {
    List<Board> news = new ArrayList<>();
    Set<String> seen = new HashSet<>();
    String driver = sighting.host().get("Driver");
    for (FoundBoard found : sighting.boards()) {
      seen.add(found.key());
      missed.remove(found.key());
      Board board =
          Board.newBuilder(BoardRecords.board(found, driver, sighting.at(), agentVersion))
              .setUnusable(unusable.apply(found.key()).orElse(null))
              .build();
      there.put(found.key(), new There(found, board));
      Board known = published.get(found.key());
      Board now = known == null ? board : completed(board, known, sighting.answered());
      if (known == null || !isSame(known, now)) {
        news.add(now);
      }
    }
    for (Board known : expected()) {
      if (!seen.contains(known.getBoardKey())
          && wouldSee(known, sighting)
          && missed.merge(known.getBoardKey(), 1, Integer::sum) >= LOOKS_UNTIL_VANISHED) {
        there.remove(known.getBoardKey());
        if (published.containsKey(known.getBoardKey())) {
          news.add(vanished(known, sighting.at()));
        }
      }
    }
    return news;
  }

  /** The boards that were seen, and have not vanished since. */
  List<FoundBoard> there() {
    return there.values().stream().map(There::board).toList();
  }

  /** What a look should find: boards that are published as present, and new ones that will be. */
  private List<Board> expected() {
    List<Board> expected = new ArrayList<>();
    published.values().stream().filter(Board::getPresent).forEach(expected::add);
    there.values().stream()
        .map(There::record)
        .filter(record -> !published.containsKey(record.getBoardKey()))
        .forEach(expected::add);
    return expected;
  }

  private Board vanished(Board known, Instant at) {
    return Board.newBuilder(known)
        .setPresent(false)
        .setSince(BoardRecords.micros(at))
        .setAgentVersion(agentVersion)
        .build();
  }

  private static boolean wouldSee(Board known, Sighting sighting) {
    boolean tree = sighting.answered().contains(Source.SYSFS);
    boolean tool = sighting.answered().contains(Source.TT_SMI);
    return known.getRemote() ? tool : tree || (tool && !known.getSources().contains("sysfs"));
  }

  /** While tt-smi does not answer, what it said of a board still holds. */
  private static Board completed(Board now, Board known, Set<Source> answered) {
    if (answered.contains(Source.TT_SMI)
        || now.getSources().contains("tt-smi")
        || !known.getSources().contains("tt-smi")) {
      return now;
    }
    Map<String, String> firmwares = new HashMap<>(known.getFirmwares());
    firmwares.putAll(now.getFirmwares());
    return Board.newBuilder(now)
        .setSide(now.getSide().or(known::getSide).orElse(null))
        .setBoardType(now.getBoardType().or(known::getBoardType).orElse(null))
        .setDeviceId(now.getDeviceId().or(known::getDeviceId).orElse(null))
        .setCoords(now.getCoords().or(known::getCoords).orElse(null))
        .setDramTrained(now.getDramTrained().or(known::getDramTrained).orElse(null))
        .setDramSpeed(now.getDramSpeed().or(known::getDramSpeed).orElse(null))
        .setFirmwares(firmwares)
        .setOthers(known.getOthers())
        .setSources(known.getSources())
        .build();
  }

  /** Whoever wrote it, and whenever. */
  private static boolean isSame(Board known, Board now) {
    return known.equals(
        Board.newBuilder(now)
            .setSince(known.getSince())
            .setAgentVersion(known.getAgentVersion())
            .build());
  }
}
