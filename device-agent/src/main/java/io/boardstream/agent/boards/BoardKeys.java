package io.boardstream.agent.boards;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Gives each chip of a host its key: host and bus id; for a chip without one, host, board id and
 * its place among the remote chips of that board. A board id alone names up to 32 chips.
 *
 * <p>The same chips get the same keys in whatever order they are listed, as long as the coordinates
 * tell remote chips of one board apart; where even those repeat, their order in the list decides.
 */
final class BoardKeys {

  /**
   * A key, and of a remote chip its place.
   *
   * @param position -1 for a chip with a bus id
   */
  record Key(String text, int position) {}

  private BoardKeys() {}

  /** The keys, in the order of the chips; all different. */
  static List<Key> of(String host, List<Chip> chips) {
    Key[] keys = new Key[chips.size()];
    Map<String, List<Integer>> remote = new LinkedHashMap<>();
    for (int i = 0; i < keys.length; i++) {
      Chip.Identity identity = chips.get(i).identity();
      String busId = identity.busId();
      if (busId != null) {
        keys[i] = new Key(part(host) + "/" + part(busId), -1);
      } else {
        String board = identity.boardId() == null ? "unknown" : identity.boardId();
        remote.computeIfAbsent(board, b -> new ArrayList<>()).add(i);
      }
    }
    remote.forEach(
        (board, indexes) -> {
          // Stable: chips with the same coordinates stay in the order of the list.
          indexes.sort(
              Comparator.comparing(
                  i -> Objects.requireNonNullElse(chips.get(i).identity().coords(), "")));
          for (int position = 0; position < indexes.size(); position++) {
            keys[indexes.get(position)] =
                new Key(part(host) + "/" + part(board) + "/" + position, position);
          }
        });
    return distinct(keys);
  }

  /** Two entries with one bus id are a fault of the source; both are shown. */
  private static List<Key> distinct(Key[] keys) {
    Set<String> seen = new HashSet<>();
    List<Key> distinct = new ArrayList<>(keys.length);
    for (Key key : keys) {
      String text = key.text;
      for (int again = 2; !seen.add(text); again++) {
        text = key.text + "+" + again;
      }
      distinct.add(new Key(text, key.position));
    }
    return distinct;
  }

  private static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }
}
