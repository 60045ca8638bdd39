package io.boardstream.agent.boards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What this host is, under the names that tt-smi has for it. */
public final class HostFacts {

  private static final double KIB_PER_GIB = 1 << 20;

  private HostFacts() {}

  /** Name of this host, as the kernel knows it. */
  public static String name() {
    String kernel = new SysfsFolder(Path.of("/proc/sys/kernel")).text("hostname");
    if (kernel != null) {
      return kernel;
    }
    return Optional.ofNullable(System.getenv("HOSTNAME"))
        .filter(name -> !name.isBlank())
        .orElse("localhost");
  }

  static NavigableMap<String, String> of(String host, @Nullable String driver) {
    NavigableMap<String, String> facts = new TreeMap<>();
    facts.put("OS", System.getProperty("os.name", ""));
    facts.put("Distro", distribution());
    facts.put("Kernel", System.getProperty("os.version", ""));
    facts.put("Hostname", host);
    facts.put("Platform", System.getProperty("os.arch", "").replace("amd64", "x86_64"));
    facts.put("Memory", memory());
    if (driver != null) {
      facts.put("Driver", driver);
    }
    facts.values().removeIf(String::isEmpty);
    return facts;
  }

  private static String distribution() {
    return line(Path.of("/etc/os-release"), "PRETTY_NAME=").replace("\"", "");
  }

  private static String memory() {
    Integer kib = Texts.leading(line(Path.of("/proc/meminfo"), "MemTotal:"));
    return kib == null ? "" : String.format(Locale.ROOT, "%.2f GB", kib / KIB_PER_GIB);
  }

  private static String line(Path file, String begin) {
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith(begin)) {
          return line.substring(begin.length()).strip();
        }
      }
    } catch (IOException e) {
      return ""; // Not a Linux, or a bare container.
    }
    return "";
  }
}
