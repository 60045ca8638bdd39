package io.boardstream.agent;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code agent}: the boards of this host, and what runs on them. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    versionProvider = AgentVersion.class,
    description = "The boards of this host, and what compiles and runs on them.",
    subcommands = {
      BoardsCommand.class,
      SnapshotCommand.class,
      DumpCommand.class,
      WatchCommand.class,
      CheckCommand.class,
      ResetCommand.class,
      AgentRunCommand.class,
      TtiCommand.class,
      SimulateCommand.class
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent boards           what is plugged in",
      "  boardstream agent watch            how it feels, live",
      "  boardstream agent check            whether this host is ready",
      "  boardstream agent run              publish boards and telemetry, do jobs"
    })
public final class AgentCommand implements Runnable {

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  /** With settings from a file and the environment only. */
  public AgentCommand() {
    this(Surroundings.none());
  }

  /**
   * @param surroundings the program that it is part of
   */
  public AgentCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  Surroundings surroundings() {
    return surroundings;
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(
          spec.commandLine(), "Which command? 'agent boards', for example.");
    }
  }
}
