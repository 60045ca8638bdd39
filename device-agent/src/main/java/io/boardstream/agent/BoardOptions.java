package io.boardstream.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.Snapshot;
import io.boardstream.agent.boards.TtSmiJson;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which boards a command looks at. */
final class BoardOptions {

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

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Read this snapshot of tt-smi instead of looking at this host.")
  private @Nullable Path capture;

  Settings settings(@Nullable AgentCommand agent) {
    Settings settings = Objects.requireNonNull(agent).source().settings(config);
    if (root == null) {
      return settings;
    }
    if (!Files.isDirectory(root)) {
      throw new SettingsException(
          "--root " + root + " is no folder. Name one that has dev/tenstorrent in it.");
    }
    Map<String, String> overrides = new HashMap<>();
    overrides.put(BoardSettings.ROOT, root.toAbsolutePath().toString());
    return settings.with(overrides);
  }

  BoardSettings boards(@Nullable AgentCommand agent) {
    return new BoardSettings(settings(agent).values());
  }

  static DeviceNames names() {
    return new DeviceNames(Catalogue.builtIn());
  }

  /** Looks once at everything. */
  Sighting look(@Nullable AgentCommand agent) {
    return looks(agent).get();
  }

  /** Looks each time it is asked; a capture is read each time too. */
  Supplier<Sighting> looks(@Nullable AgentCommand agent) {
    DeviceNames names = names();
    Path file = capture;
    if (file != null) {
      TtSmiJson json = new TtSmiJson(names);
      return () -> Discovery.of(read(json, file), names, Clock.systemUTC().instant());
    }
    Discovery discovery = new Discovery(boards(agent), names, Clock.systemUTC());
    return discovery::look;
  }

  private static Snapshot read(TtSmiJson json, Path file) {
    try {
      return json.parse(Files.readString(file, UTF_8), file.toString());
    } catch (IOException e) {
      throw new BoardException(
          "Cannot read the capture %s: %s".formatted(file, e.getClass().getSimpleName()), e);
    }
  }
}
