package io.boardstream.agent.check;

import io.boardstream.agent.boards.BoardReset;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.SysfsTree;
import io.boardstream.agent.boards.TtSmiCommand;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.util.ArrayList;
import java.util.List;

/** Looks at the host itself: driver, device nodes, tools, folders. Quick; runs nothing. */
public final class HostCheck {

  private static final long ROOM = 1L << 30;

  private final BoardSettings settings;

  public HostCheck(BoardSettings settings) {
    this.settings = settings;
  }

  public List<Finding> findings() {
    SysfsTree tree = new SysfsTree(settings.root());
    List<Finding> findings = new ArrayList<>();
    findings.add(
        Finding.ok("Java", Runtime.version() + " of " + System.getProperty("java.vendor")));
    findings.add(name());
    findings.add(driver(tree));
    findings.add(nodes(tree));
    findings.add(hugepages());
    findings.add(tool());
    findings.add(reset());
    findings.add(folder());
    return findings;
  }

  private Finding name() {
    String host = settings.host();
    boolean chosen = !settings.getString(BoardSettings.HOST).isBlank();
    // The name that a container engine makes up; it is another one after each start.
    return !chosen && host.matches("[0-9a-f]{12}")
        ? Finding.warning(
            "Name of the host",
            host + " looks like a container's",
            "Set " + BoardSettings.HOST + ", so that boards keep their keys.")
        : Finding.ok("Name of the host", host);
  }

  private static Finding driver(SysfsTree tree) {
    if (!Files.isDirectory(tree.classFolder())) {
      return Finding.missing(
          "Kernel driver",
          "there is no " + tree.classFolder(),
          "Install tt-kmd (https://github.com/tenstorrent/tt-kmd), then: sudo modprobe tenstorrent");
    }
    String driver = tree.driver();
    return Finding.ok("Kernel driver", driver == null ? "loaded" : driver);
  }

  private static Finding nodes(SysfsTree tree) {
    List<Integer> nodes = tree.nodes();
    if (nodes.isEmpty()) {
      return Finding.missing(
          "Device nodes",
          "none in " + tree.devFolder(),
          "Is a board in a slot and powered? 'lspci -d 1e52:' lists it; 'dmesg' says what the driver"
              + " thinks of it.");
    }
    for (Integer node : nodes) {
      Path path = tree.devFolder().resolve(node.toString());
      if (!Files.isReadable(path) || !Files.isWritable(path)) {
        return Finding.missing(
            "Device nodes",
            "%d, but %s may not use %s"
                .formatted(nodes.size(), System.getProperty("user.name"), path),
            "Add the user to the group of the nodes and log in again: sudo usermod -aG %s %s"
                .formatted(group(path), System.getProperty("user.name")));
      }
    }
    return Finding.ok("Device nodes", nodes.size() + " in " + tree.devFolder());
  }

  private static String group(Path path) {
    try {
      return Files.readAttributes(path, PosixFileAttributes.class).group().getName();
    } catch (IOException | UnsupportedOperationException e) {
      return "tenstorrent";
    }
  }

  private static Finding hugepages() {
    Path pages = Path.of("/sys/kernel/mm/hugepages/hugepages-1048576kB/nr_hugepages");
    String what = "Hugepages of 1 GiB";
    try {
      String count = Files.readString(pages).strip();
      return count.equals("0")
          ? Finding.warning(
              what,
              "none",
              "Wormhole boards without IOMMU need one each: install tenstorrent-tools, or see their"
                  + " documentation.")
          : Finding.ok(what, count);
    } catch (IOException e) {
      return Finding.warning(
          what, "not known to this kernel", "Wormhole boards without IOMMU need them.");
    }
  }

  private Finding tool() {
    String command = settings.ttSmiCommand().strip();
    if (command.isEmpty()) {
      return Finding.ok("tt-smi", "not wanted: " + BoardSettings.TT_SMI + " is empty");
    }
    Path installed = TtSmiCommand.find(command);
    return installed == null
        ? Finding.warning(
            "tt-smi",
            "'%s' was not found".formatted(command),
            "Without it remote chips and some limits are not seen: pip install tt-smi, or name the"
                + " command in "
                + BoardSettings.TT_SMI
                + ".")
        : Finding.ok("tt-smi", installed.toString());
  }

  private Finding reset() {
    BoardReset reset = new BoardReset(settings);
    return reset.isInstalled()
        ? Finding.ok("Reset", reset.program())
        : Finding.warning(
            "Reset",
            "'%s' was not found".formatted(reset.program()),
            "Boards cannot be reset after a hang. Name a command in " + BoardSettings.RESET + ".");
  }

  private Finding folder() {
    Path folder = settings.dataDir();
    String what = "Data folder";
    try {
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, ".check", null);
      Files.delete(probe);
      FileStore store = Files.getFileStore(folder);
      long free = store.getUsableSpace();
      return free < ROOM
          ? Finding.warning(
              what,
              "%s has %d MiB left".formatted(folder, free >> 20),
              "Make room: events and logs are kept there.")
          : Finding.ok(what, folder.toString());
    } catch (IOException e) {
      return Finding.missing(
          what,
          "%s cannot be written to: %s".formatted(folder, e.getClass().getSimpleName()),
          "Choose another one with " + BoardSettings.DATA_DIR + ", or give the user the right.");
    }
  }
}
