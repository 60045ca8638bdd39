package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Command lines for people to copy. */
final class Shell {

  private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_./:@=,+-]+");

  private Shell() {}

  /** How this program was called, with the data folder unless it is the usual one. */
  static String boardstream(String command, DataDir dir) {
    String self = quoted(System.getProperty("boardstream.command", "./boardstream"));
    boolean usual = dir.root().equals(Path.of("boardstream-data").toAbsolutePath().normalize());
    return self + " " + command + (usual ? "" : " --data-dir " + quoted(dir.toString()));
  }

  /** As one word of a POSIX shell. */
  static String quoted(String word) {
    return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
