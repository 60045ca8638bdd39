package io.boardstream.benchmarks.faults;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/** What an audit found: a line for each thing that is off. */
final class Verdict {

  private final List<String> lost = new ArrayList<>();
  private final List<String> duplicated = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private long checked;

  /** Asked for by the facts, and not there. */
  List<String> lost() {
    return lost;
  }

  /** There twice, or there though no fact asks for it. */
  List<String> duplicated() {
    return duplicated;
  }

  /** There, and says something else. */
  List<String> wrong() {
    return wrong;
  }

  /** How many rows, records and documents were looked at. */
  long checked() {
    return checked;
  }

  void checked(long more) {
    checked += more;
  }

  boolean isExact() {
    return lost.isEmpty() && duplicated.isEmpty() && wrong.isEmpty();
  }

  /** All findings, each with what kind it is. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lost.forEach(line -> lines.add("lost: " + line));
    duplicated.forEach(line -> lines.add("duplicated: " + line));
    wrong.forEach(line -> lines.add("wrong: " + line));
    return lines;
  }

  /** Holds what is there against what should be there, key by key. */
  <T> void compare(
      String where, Map<String, ? extends T> expected, Map<String, ? extends T> actual) {
    TreeSet<String> keys = new TreeSet<>(expected.keySet());
    keys.addAll(actual.keySet());
    checked(keys.size());
    for (String key : keys) {
      if (!actual.containsKey(key)) {
        lost.add(where + " " + key);
      } else if (!expected.containsKey(key)) {
        duplicated.add(where + " " + key);
      } else if (!Objects.equals(expected.get(key), actual.get(key))) {
        wrong.add(
            "%s %s: is %s, should be %s".formatted(where, key, actual.get(key), expected.get(key)));
      }
    }
  }
}
