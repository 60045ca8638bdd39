package io.boardstream.cli;

import io.boardstream.agent.jobs.JobClient;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.time.Clock;
import picocli.CommandLine.Mixin;

/** Whose jobs a command asks about: those of the running local system, or of the settings. */
final class JobOptions {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  /** The other end of the queues; who asked for it closes it. */
  JobClient client() {
    return new JobClient(
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL).values(),
        Clock.systemUTC());
  }
}
