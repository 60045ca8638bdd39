package io.boardstream.agent.tti;

import java.util.Map;
import java.util.TreeMap;

/**
 * What was seen of an archive. Stops at what would harm whoever unpacks it: a name or a link that
 * leads out of the folder, a device, more than an honest archive of its size can hold.
 */
final class Entries {
  private static final int MAX_ENTRIES = 200_000;
  private static final int MAX_NAME = 1_000;
  private static final long MAX_BYTES = 256L << 30;
  private static final long FREE_BYTES = 64L << 20;
  private static final int MAX_RATIO = 200;

  private final long archiveBytes;
  private final Map<String, Part> parts = new TreeMap<>();
  private int files;
  private long bytes;

  /**
   * @param archiveBytes size of the archive
   */
  Entries(long archiveBytes) {
    this.archiveBytes = archiveBytes;
  }

  /** A file begins. */
  void file(String name) throws TtiException {
    requireInside(name);
    files++;
    if (files > MAX_ENTRIES) {
      throw new TtiException("it has more than %,d files".formatted(MAX_ENTRIES));
    }
    parts.merge(top(name), new Part(1, 0), Part::and);
  }

  /** So many bytes of that file were there. */
  void bytes(String name, long count) throws TtiException {
    bytes += count;
    parts.merge(top(name), new Part(0, count), Part::and);
    if (bytes > MAX_BYTES
        || (bytes > FREE_BYTES && bytes / MAX_RATIO > Math.max(1, archiveBytes))) {
      throw new TtiException(
          "its %,d bytes unpack to more than %,d: that is a bomb, not an image"
              .formatted(archiveBytes, bytes));
    }
  }

  /** A folder. */
  void folder(String name) throws TtiException {
    requireInside(name);
  }

  /** A link, whose target is a path from the folder that the link is in. */
  void link(String name, String target) throws TtiException {
    file(name);
    int depth = (int) name.chars().filter(letter -> letter == '/').count();
    for (String step : target.split("/", -1)) {
      depth += step.equals("..") ? -1 : 1;
      if (depth < 1) {
        throw new TtiException("its link %s leads out of it, to %s".formatted(shown(name), target));
      }
    }
    // Steps up were counted; what is left must be a name as any other.
    requireInside(target.replace("..", "up"));
  }

  int files() {
    return files;
  }

  long bytes() {
    return bytes;
  }

  Map<String, Part> parts() {
    return Map.copyOf(parts);
  }

  /** The path inside the image: real ones have all in one folder. */
  static String inner(String name) {
    String path = name.startsWith("./") ? name.substring(2) : name;
    int slash = path.indexOf('/');
    return path.startsWith("unzipped_tti") && slash > 0 ? path.substring(slash + 1) : path;
  }

  private static String top(String name) {
    String path = inner(name);
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static void requireInside(String name) throws TtiException {
    boolean strange =
        name.isEmpty()
            || name.length() > MAX_NAME
            || name.startsWith("/")
            || name.contains("\\")
            || name.matches("[A-Za-z]:.*")
            || name.chars().anyMatch(Character::isISOControl);
    if (strange || ("/" + name + "/").contains("/../")) {
      throw new TtiException("its file %s would be put outside of it".formatted(shown(name)));
    }
  }

  private static String shown(String name) {
    String text = name.replaceAll("\\p{Cntrl}", "?");
    return text.length() <= 200 ? text : text.substring(0, 200) + "…";
  }
}
