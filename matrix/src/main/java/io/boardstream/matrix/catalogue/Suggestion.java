package io.boardstream.matrix.catalogue;

import java.util.Collection;
import java.util.Optional;
import java.util.TreeSet;

/** What somebody who mistyped a key may have meant. */
final class Suggestion {
  private Suggestion() {}

  static String unknownKey(String key, Collection<String> allowed) {
    String known = String.join(", ", new TreeSet<>(allowed));
    return "unknown key \""
        + key
        + "\""
        + nearest(key, allowed).map(near -> "; did you mean \"" + near + "\"?").orElse("")
        + " (known keys: "
        + known
        + ")";
  }

  private static Optional<String> nearest(String key, Collection<String> allowed) {
    if (key.length() > 100) {
      return Optional.empty();
    }
    int limit = Math.max(2, key.length() / 3);
    return new TreeSet<>(allowed)
        .stream()
            .filter(name -> distance(key, name) <= limit)
            .min((one, other) -> Integer.compare(distance(key, one), distance(key, other)));
  }

  /** Levenshtein's distance. */
  private static int distance(String one, String other) {
    int[] previous = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] current = new int[other.length() + 1];
      current[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int change = one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1;
        current[j] =
            Math.min(previous[j - 1] + change, Math.min(previous[j] + 1, current[j - 1] + 1));
      }
      previous = current;
    }
    return previous[other.length()];
  }
}
