package io.boardstream.agent.boards;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The kernel driver's tree: {@code dev/tenstorrent} and {@code sys/class/tenstorrent} below a root,
 * which is {@code /}, or a folder with a captured or simulated tree.
 */
public final class SysfsTree {

  /** In the folder of a chip: says that there is no such hardware. */
  static final String SIMULATED = "boardstream_simulated";

  private static final Pattern ENTRY = Pattern.compile("tenstorrent!(\\d{1,6})");
  private static final Pattern NODE = Pattern.compile("\\d{1,6}");

  /**
   * What was found.
   *
   * @param present whether there is a driver at all; without one the tree says nothing of boards
   * @param problems what could not be used, for people
   */
  public record Found(boolean present, List<Chip> chips, List<String> problems) {}

  private final Path root;

  public SysfsTree(Path root) {
    this.root = root;
  }

  /** Where the driver keeps the folders of its chips. */
  public Path classFolder() {
    return root.resolve("sys/class/tenstorrent");
  }

  /** Where the device nodes are. */
  public Path devFolder() {
    return root.resolve("dev/tenstorrent");
  }

  /** For example {@code TT-KMD 2.3.0}; null when the driver is not loaded. */
  public @Nullable String driver() {
    String version = new SysfsFolder(root.resolve("sys/module/tenstorrent")).text("version");
    return version == null ? null : "TT-KMD " + version;
  }

  /** Reads all chips, once. A value that cannot be read is absent. */
  public Found read() {
    Map<Integer, Path> folders = new TreeMap<>();
    List<String> problems = new ArrayList<>();
    boolean present;
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(classFolder())) {
      for (Path entry : entries) {
        Matcher name = ENTRY.matcher(String.valueOf(entry.getFileName()));
        if (name.matches()) {
          folders.put(Integer.valueOf(name.group(1)), entry);
        }
      }
      present = true;
    } catch (NoSuchFileException | NotDirectoryException e) {
      present = false;
    } catch (IOException e) {
      present = false;
      problems.add("Cannot read %s: %s".formatted(classFolder(), e));
    }
    for (Integer node : nodes()) {
      if (!folders.containsKey(node)) {
        problems.add(
            "%s has no folder in %s: which board it is cannot be told"
                .formatted(devFolder().resolve(node.toString()), classFolder()));
      }
    }
    List<Chip> chips = new ArrayList<>();
    folders.forEach((node, folder) -> chips.add(new SysfsChip(node, folder).read()));
    return new Found(present, chips, problems);
  }

  /** The numbers of the device nodes, ascending. */
  public List<Integer> nodes() {
    List<Integer> nodes = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(devFolder())) {
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        if (NODE.matcher(name).matches()) {
          nodes.add(Integer.valueOf(name));
        }
      }
    } catch (IOException e) {
      return List.of(); // Without a driver there is no such folder.
    }
    nodes.sort(Comparator.naturalOrder());
    return nodes;
  }
}
