package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.HostBoards;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.jobs.AgentJobs;
import io.boardstream.agent.jobs.HostSlots;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.telemetry.BoardAgent;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The agent of a host: it finds the boards, tells how they feel, and does jobs on them. */
public final class HostAgent {

  private HostAgent() {}

  /**
   * Its parts, in the order in which they are started; they are stopped in the same order.
   *
   * @throws SettingsException when a frontend is declared in a way that cannot be understood
   */
  public static List<Component> parts(Settings settings, MeterRegistry metrics) {
    HostBoards boards = new HostBoards();
    List<Component> parts = new ArrayList<>();
    JobSettings jobs = new JobSettings(settings.values());
    if (jobs.isEnabled()) {
      parts.add(jobs(settings, jobs, boards));
    }
    parts.add(new BoardAgent(settings, BoardOptions.names(), boards, metrics));
    return parts;
  }

  private static AgentJobs jobs(Settings settings, JobSettings jobs, HostBoards boards) {
    BoardSettings host = new BoardSettings(settings.values());
    Frontends frontends = frontends(jobs.frontends());
    Path data = host.dataDir();
    return new AgentJobs(
        new AgentJobs.Options(
            data.toString(),
            host.host(),
            BoardAgent.version(),
            data,
            models(jobs.models()),
            frontends),
        settings.values(),
        new HostSlots(boards, frontends, jobs, host));
  }

  /**
   * The built-in frontends and those of a file.
   *
   * @throws SettingsException when it cannot be read or understood
   */
  static Frontends frontends(Optional<Path> file) {
    if (file.isEmpty()) {
      return Frontends.builtIn();
    }
    try {
      return Frontends.builtIn()
          .plus(new CatalogueText(file.get().toString(), Files.readString(file.get())));
    } catch (IOException e) {
      throw new SettingsException(
          "%s names %s, which cannot be read: %s".formatted(JobSettings.FRONTENDS, file.get(), e),
          e);
    } catch (CatalogueException e) {
      throw new SettingsException(JobSettings.FRONTENDS + ": " + e.getMessage(), e);
    }
  }

  private static Path models(Path folder) {
    try {
      return Files.createDirectories(folder);
    } catch (IOException e) {
      throw new SettingsException(
          "The folder of models %s cannot be made: %s. Choose another one with %s."
              .formatted(folder, e, JobSettings.MODELS),
          e);
    }
  }
}
