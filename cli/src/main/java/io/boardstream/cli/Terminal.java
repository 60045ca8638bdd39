package io.boardstream.cli;

import java.io.Console;

/** Whether somebody looks at what a command prints. */
final class Terminal {

  private Terminal() {}

  /** Whether input and output are a terminal, and neither a pipe nor a file. */
  @SuppressWarnings("SystemConsoleNull") // From JDK 22 on the console itself is asked.
  static boolean isThere() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true; // Before JDK 22 there is a console on terminals only.
    }
  }
}
