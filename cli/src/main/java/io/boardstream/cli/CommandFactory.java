package io.boardstream.cli;

import io.boardstream.agent.AgentCommand;
import io.boardstream.agent.SettingsSource;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands; those of the agent take their settings from where all others do. */
final class CommandFactory implements IFactory {

  private static final SettingsSource SETTINGS =
      file -> LocalSettingsOptions.of(file).ofRunningSystem();

  private final IFactory others = CommandLine.defaultFactory();

  @Override
  public <K> K create(Class<K> type) throws Exception {
    return type == AgentCommand.class ? type.cast(new AgentCommand(SETTINGS)) : others.create(type);
  }
}
