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
    description = "The boards of this host, and what compiles and runs on them.",
    subcommands = {})
public final class AgentCommand implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which command?");
    }
  }
}
