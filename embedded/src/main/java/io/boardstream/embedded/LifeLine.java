package io.boardstream.embedded;

import java.io.IOException;

/**
 * Ends another process when this one ends, even by kill -9: a shell waits at the end of a pipe that
 * only this process holds open.
 */
public final class LifeLine implements AutoCloseable {

  // The signals of a terminal's Ctrl-C reach it too, and are not for it.
  private static final String SCRIPT =
      "trap '' INT HUP TERM; read -r end; kill -\"$1\" \"$0\" 2>/dev/null";

  /** Held, so that the pipe is not closed by the garbage collector. */
  private final Process shell;

  private LifeLine(Process shell) {
    this.shell = shell;
  }

  /**
   * Ties a process to this one.
   *
   * @param signal what the process gets, for example "TERM"
   */
  public static LifeLine tie(long pid, String signal) {
    try {
      return new LifeLine(
          new ProcessBuilder("sh", "-c", SCRIPT, Long.toString(pid), signal)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start());
    } catch (IOException e) {
      throw new EmbeddedException("Cannot run 'sh', which every start needs: " + e, e);
    }
  }

  /** Lets go without a signal. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
