package io.boardstream.runtime;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant who mistyped a name. */
public final class Nearest {

  private Nearest() {}

  /** The name that differs least; the first in order of several. Empty when there are none. */
  public static Optional<String> of(Collection<String> names, String mistyped) {
    return names.stream()
        .min(
            Comparator.comparingInt((String known) -> distance(known, mistyped))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein distance. */
  public static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
