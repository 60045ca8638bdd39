package io.boardstream.cli;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.cli.local.LocalSystemException;
import io.boardstream.embedded.EmbeddedException;
import io.boardstream.producers.RowReaderException;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.sql.SQLException;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/**
 * What a command that ends by an exception prints, and its exit code: the message where the message
 * is made for people, the whole stack trace where the error is ours.
 */
final class Failures implements IExecutionExceptionHandler {

  @Override
  public int handleExecutionException(Exception error, CommandLine command, ParseResult parsed) {
    if (error instanceof SettingsException) {
      command.getErr().println("boardstream: " + error.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    if (isForPeople(error)) {
      command.getErr().println("boardstream: " + error.getMessage());
    } else {
      command
          .getErr()
          .println("boardstream: an unexpected error. Please report it with these lines:");
      error.printStackTrace(command.getErr());
    }
    return CommandLine.ExitCode.SOFTWARE;
  }

  private static boolean isForPeople(Exception error) {
    return error instanceof CommandFailedException
        || error instanceof LocalSystemException
        || error instanceof EmbeddedException
        || error instanceof RowReaderException
        || error instanceof BoardException
        || error instanceof IOException
        || error instanceof SQLException
        || error instanceof KafkaException;
  }
}
