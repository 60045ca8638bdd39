package io.boardstream.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.runtime.SettingsException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

/**
 * The agent as a program of its own, for a host that has nothing else of Boardstream. Exit codes: 0
 * done, 1 what was asked for failed, 2 wrong use or wrong settings.
 */
public final class AgentMain {

  private AgentMain() {}

  /** Runs a command of the agent and ends the process with its exit code. */
  public static void main(String[] args) {
    // Output is UTF-8 whatever the locale says: units have degrees.
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    CommandLine command =
        commandLine()
            .setOut(new PrintWriter(out, true, UTF_8))
            .setErr(new PrintWriter(err, true, UTF_8));
    int exitCode = command.execute(args);
    command.getOut().flush();
    command.getErr().flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    return new CommandLine(new AgentCommand())
        .setExecutionExceptionHandler(AgentMain::failed)
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  private static int failed(Exception error, CommandLine command, ParseResult parsed) {
    if (error instanceof SettingsException) {
      command.getErr().println("boardstream: " + error.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (error instanceof BoardException
        || error instanceof IOException
        || error instanceof KafkaException) {
      command.getErr().println("boardstream: " + error.getMessage());
    } else {
      command
          .getErr()
          .println("boardstream: an unexpected error. Please report it with these lines:");
      error.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }
}
