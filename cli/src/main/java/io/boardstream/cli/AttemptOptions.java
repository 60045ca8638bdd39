package io.boardstream.cli;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.jobs.AttemptLogs;
import java.io.IOException;
import java.util.Optional;
import picocli.CommandLine.Mixin;

/** Whose attempts a command looks at: those in the data folder of this host's agent. */
final class AttemptOptions {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  /** What is kept of an attempt, of all kinds of it. */
  interface Part {
    Optional<String> of(AttemptLogs logs, String id) throws IOException;
  }

  AttemptLogs logs() {
    return AttemptLogs.in(new BoardSettings(options.ofRunningSystem().values()).dataDir());
  }

  /**
   * A part of what is kept of an attempt.
   *
   * @throws CommandFailedException when nothing is kept of it
   */
  String part(String id, Part part) throws IOException {
    return part.of(logs(), id)
        .orElseThrow(
            () ->
                new CommandFailedException(
                    "No attempt %s is kept here. See: boardstream attempts list".formatted(id)));
  }
}
