package io.boardstream.cli;

import java.io.PrintWriter;
import java.io.StringWriter;

/** Runs commands as the launcher does, and keeps what they say. */
final class Commands {

  /** What a command said, and its exit code. */
  record Outcome(int exitCode, String out, String err) {}

  private Commands() {}

  static Outcome run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Boardstream.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new Outcome(exitCode, out.toString(), err.toString());
  }
}
