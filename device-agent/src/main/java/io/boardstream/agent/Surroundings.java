package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.jobs.reconcile.ReconcileSettings;
import io.boardstream.agent.model.ModelSettings;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the commands of the agent take from the program that they are part of. */
public interface Surroundings {

  /** The settings of a file, or those that hold when none is named. */
  Settings settings(@Nullable Path file);

  /** Lets the log go to standard output, for a process that something else watches over. */
  void logToConsole();

  /** An agent by itself on a board host: its own keys, from a file and the environment. */
  static Surroundings none() {
    return new Surroundings() {
      @Override
      public Settings settings(@Nullable Path file) {
        return Settings.load(
            List.of(
                KafkaSettings.DEFINITION,
                RegistrySettings.DEFINITION,
                BoardSettings.DEFINITION,
                JobSettings.DEFINITION,
                ReconcileSettings.DEFINITION,
                ModelSettings.DEFINITION,
                HttpSettings.DEFINITION),
            file,
            System.getenv(),
            Map.of());
      }

      @Override
      public void logToConsole() {
        // Its package says where the log goes.
      }
    };
  }
}
