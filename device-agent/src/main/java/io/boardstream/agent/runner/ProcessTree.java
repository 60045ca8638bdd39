package io.boardstream.agent.runner;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * All processes of one run: those of its group and session, their descendants, and those that left
 * both but still carry the run's mark in their environment. A process that clears its environment
 * and leaves its parent and its session between two looks is not found; the unit of the system that
 * the agent runs in is there for that.
 */
final class ProcessTree {

  /** In the environment of each process that an agent starts: whose it is, and of which run. */
  static final String AGENT = "BOARDSTREAM_AGENT";

  static final String RUN = "BOARDSTREAM_RUN";

  private static final Path PROC = Path.of("/proc");
  private static final int MAX_ROUNDS = 500;

  private final long root;
  private final byte[] mark;
  private final Map<Long, ProcessHandle> known = new HashMap<>();

  private record Row(long pid, long parent, long group, long session, boolean zombie) {}

  ProcessTree(Process process, String run) {
    this.root = process.pid();
    this.mark = mark(RUN, run);
    known.put(root, process.toHandle());
  }

  /** Memory and number of the processes that are there now. */
  record Use(long residentBytes, int processes) {}

  Use look() {
    long resident = 0;
    List<ProcessHandle> alive = alive(false);
    for (ProcessHandle handle : alive) {
      resident += residentBytes(handle.pid());
    }
    return new Use(resident, alive.size());
  }

  /** Ends all of them, again until none is left; says how many there were beside the root. */
  int end() {
    Set<Long> ended = new HashSet<>();
    // Each round finds what was born during the one before; killed processes bear no more.
    for (int round = 0; round < MAX_ROUNDS; round++) {
      List<ProcessHandle> alive = alive(true);
      if (alive.isEmpty()) {
        break;
      }
      for (ProcessHandle handle : alive) {
        if (handle.destroyForcibly()) {
          ended.add(handle.pid());
        }
      }
      pause();
    }
    ended.remove(root);
    return ended.size();
  }

  /** Ends what an agent of this name left behind; says how many processes that were. */
  static int endLeftBehind(String agent) {
    byte[] mark = mark(AGENT, agent);
    int ended = 0;
    for (int round = 0; round < MAX_ROUNDS; round++) {
      int alive = 0;
      for (Row row : rows()) {
        if (!row.zombie() && carries(row.pid(), mark)) {
          Optional<ProcessHandle> handle = ProcessHandle.of(row.pid());
          if (handle.isPresent() && handle.get().destroyForcibly()) {
            alive++;
          }
        }
      }
      if (alive == 0) {
        break;
      }
      ended = Math.max(ended, alive);
      pause();
    }
    return ended;
  }

  /** Those that are there and are no zombies, which wait only for a parent that may never ask. */
  private List<ProcessHandle> alive(boolean readMarks) {
    List<Row> rows = rows();
    boolean grown = true;
    while (grown) {
      grown = false;
      for (Row row : rows) {
        if (!known.containsKey(row.pid()) && isOurs(row, readMarks)) {
          ProcessHandle.of(row.pid()).ifPresent(handle -> known.put(row.pid(), handle));
          grown = known.containsKey(row.pid()) || grown;
        }
      }
    }
    List<ProcessHandle> alive = new ArrayList<>();
    Set<Long> present = new HashSet<>();
    for (Row row : rows) {
      ProcessHandle handle = known.get(row.pid());
      if (handle != null && handle.isAlive()) {
        present.add(row.pid());
        if (!row.zombie()) {
          alive.add(handle);
        }
      }
    }
    known.keySet().removeIf(pid -> pid != root && !present.contains(pid));
    return alive;
  }

  private boolean isOurs(Row row, boolean readMarks) {
    return row.group() == root
        || row.session() == root
        || known.containsKey(row.parent())
        || (readMarks && carries(row.pid(), mark));
  }

  private static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(PROC, "[0-9]*")) {
      for (Path process : all) {
        Row row = row(process);
        if (row != null) {
          rows.add(row);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalStateException("Cannot list processes in /proc: " + e.getMessage(), e);
    }
    return rows;
  }

  private static @Nullable Row row(Path process) {
    try {
      String stat = Files.readString(process.resolve("stat"), ISO_8859_1);
      // The name in parentheses may hold anything, parentheses too.
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", 5);
      return new Row(
          Long.parseLong(process.getFileName().toString()),
          Long.parseLong(fields[1]),
          Long.parseLong(fields[2]),
          Long.parseLong(fields[3]),
          fields[0].equals("Z"));
    } catch (IOException | RuntimeException e) {
      // It ended while we looked.
      return null;
    }
  }

  private static long residentBytes(long pid) {
    try {
      for (String line : Files.readAllLines(PROC.resolve(pid + "/status"), ISO_8859_1)) {
        if (line.startsWith("VmRSS:")) {
          return number(line).orElse(0) << 10;
        }
      }
    } catch (IOException e) {
      // It ended while we looked.
    }
    return 0;
  }

  private static OptionalLong number(String line) {
    String digits = line.replaceAll("\\D", "");
    return digits.isEmpty() ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(digits));
  }

  private static boolean carries(long pid, byte[] mark) {
    try {
      byte[] environment = Files.readAllBytes(PROC.resolve(pid + "/environ"));
      return contains(environment, mark);
    } catch (IOException e) {
      // It ended, or belongs to somebody else and so is none of ours.
      return false;
    }
  }

  private static boolean contains(byte[] environment, byte[] mark) {
    int start = 0;
    for (int i = 0; i <= environment.length; i++) {
      if (i == environment.length || environment[i] == 0) {
        if (Arrays.equals(environment, start, i, mark, 0, mark.length)) {
          return true;
        }
        start = i + 1;
      }
    }
    return false;
  }

  private static byte[] mark(String key, String value) {
    return (key + "=" + value).getBytes(ISO_8859_1);
  }

  private static void pause() {
    try {
      Thread.sleep(10);
    } catch (InterruptedException e) {
      // What is being ended must end first.
      Thread.currentThread().interrupt();
      LockSupport.parkNanos(10_000_000);
    }
  }
}
