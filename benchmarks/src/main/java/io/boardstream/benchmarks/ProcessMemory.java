package io.boardstream.benchmarks;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Resident memory of a group of processes, as Linux accounts for it.
 *
 * @param processes how many they are
 * @param rssMib sum of their resident sets, MiB; a page that several share counts for each of them
 * @param pssMib sum of their proportional shares, MiB; a page that several share counts once
 */
record ProcessMemory(int processes, double rssMib, double pssMib) {

  private static final double KIB_PER_MIB = 1024;

  /** Of every process that names the folder in its command line, and of all that these started. */
  static ProcessMemory ofSystemIn(Path dataDir) throws IOException {
    int count = 0;
    double rss = 0;
    double pss = 0;
    for (ProcessHandle process : processesOf(dataDir)) {
      Optional<List<String>> rollup = read(process, "smaps_rollup");
      if (rollup.isPresent()) {
        count++;
        rss += kib(rollup.get(), "Rss:");
        pss += kib(rollup.get(), "Pss:");
      }
    }
    if (count == 0) {
      throw new BenchmarkException("No process names " + dataDir + " in its command line");
    }
    return new ProcessMemory(count, rss / KIB_PER_MIB, pss / KIB_PER_MIB);
  }

  /** The most that a process has held so far, MiB; 0 when it has ended. */
  static double peakRssMib(ProcessHandle process) throws IOException {
    Optional<List<String>> status = read(process, "status");
    // What has ended and is not yet buried has a status without memory.
    return status.isPresent() && status.get().stream().anyMatch(line -> line.startsWith("VmHWM:"))
        ? kib(status.get(), "VmHWM:") / KIB_PER_MIB
        : 0;
  }

  void putInto(Map<String, Object> figures) {
    figures.put("processes", (long) processes);
    figures.put("rss_mib", rssMib);
    figures.put("pss_mib", pssMib);
  }

  private static Set<ProcessHandle> processesOf(Path dataDir) {
    long self = ProcessHandle.current().pid();
    Set<ProcessHandle> found = new HashSet<>();
    ProcessHandle.allProcesses()
        .filter(process -> process.pid() != self && names(process, dataDir.toString()))
        .forEach(found::add);
    for (ProcessHandle root : List.copyOf(found)) {
      root.descendants().forEach(found::add);
    }
    return found;
  }

  private static boolean names(ProcessHandle process, String folder) {
    try {
      return read(process, "cmdline")
          .map(lines -> String.join("\n", lines).contains(folder))
          .orElse(false);
    } catch (IOException e) {
      return false; // Somebody else's process.
    }
  }

  /** A file of a process below {@code /proc}, or empty when the process has ended. */
  private static Optional<List<String>> read(ProcessHandle process, String file)
      throws IOException {
    try {
      return Optional.of(Files.readAllLines(Path.of("/proc", "" + process.pid(), file)));
    } catch (AccessDeniedException e) {
      throw e;
    } catch (IOException e) {
      return Optional.empty(); // It ended just now, and nobody or somebody has noticed.
    }
  }

  private static double kib(List<String> rollup, String field) throws IOException {
    for (String line : rollup) {
      if (line.startsWith(field)) {
        return Double.parseDouble(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new IOException("No " + field + " in " + rollup);
  }
}
