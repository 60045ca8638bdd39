package io.boardstream.cli;

import io.boardstream.agent.AgentCommand;
import io.boardstream.agent.Surroundings;
import io.boardstream.runtime.Settings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes the commands; those of the agent take their settings from where all others do. */
final class CommandFactory implements IFactory {

  private static final Surroundings HERE =
      new Surroundings() {
        @Override
        public Settings settings(@Nullable Path file) {
          return LocalSettingsOptions.of(file).ofRunningSystem();
        }

        @Override
        public void logToConsole() {
          Logging.toConsole();
        }
      };

  private final IFactory others = CommandLine.defaultFactory();

  @Override
  public <K> K create(Class<K> type) throws Exception {
    return type == AgentCommand.class ? type.cast(new AgentCommand(HERE)) : others.create(type);
  }
}
