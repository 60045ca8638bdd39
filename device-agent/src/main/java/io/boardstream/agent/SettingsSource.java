package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the commands of the agent take their settings from. */
@FunctionalInterface
public interface SettingsSource {

  /** The settings of a file, or those that hold when none is named. */
  Settings settings(@Nullable Path file);

  /** The agent's own keys, from a file and the environment: an agent by itself on a board host. */
  static SettingsSource standalone() {
    return file ->
        Settings.load(
            List.of(
                KafkaSettings.DEFINITION,
                RegistrySettings.DEFINITION,
                BoardSettings.DEFINITION,
                HttpSettings.DEFINITION),
            file,
            System.getenv(),
            Map.of());
  }
}
