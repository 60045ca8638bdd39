package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which settings a command has, and where this host's boards are. */
final class HostOptions {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description =
          "Settings, a properties file. Variables such as BOARDSTREAM_AGENT_HOST for agent.host"
              + " override it.")
  private @Nullable Path config;

  @Option(
      names = "--root",
      paramLabel = "DIR",
      description =
          "Look below this folder for dev/tenstorrent and sys/class/tenstorrent, for example a"
              + " captured tree. Default: agent.boards.root, which is /.")
  private @Nullable Path root;

  Settings settings(@Nullable AgentCommand agent) {
    Settings settings = Objects.requireNonNull(agent).surroundings().settings(config);
    if (root == null) {
      return settings;
    }
    if (!Files.isDirectory(root)) {
      throw new SettingsException(
          "--root " + root + " is no folder. Name one that has dev/tenstorrent in it.");
    }
    return settings.with(Map.of(BoardSettings.ROOT, root.toAbsolutePath().toString()));
  }

  BoardSettings boards(@Nullable AgentCommand agent) {
    return new BoardSettings(settings(agent).values());
  }
}
