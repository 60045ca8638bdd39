package io.boardstream.agent.jobs;

import io.boardstream.agent.boards.BoardLock;
import io.boardstream.agent.frontend.Harnesses;
import io.boardstream.agent.outbox.Outbox;
import io.boardstream.agent.runner.Runner;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The data folder of an agent, which has it for itself: outbox, models, attempts, locks. */
final class AgentFolder implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(AgentFolder.class);

  /** No board is called so: a board's key has a slash. */
  private static final String AGENT = "agent";

  private final Path folder;
  private final JobSettings settings;
  private final BoardLock locks;
  private final BoardLock.Held held;
  private final Outbox outbox;

  private AgentFolder(
      Path folder, JobSettings settings, BoardLock locks, BoardLock.Held held, Outbox outbox) {
    this.folder = folder;
    this.settings = settings;
    this.locks = locks;
    this.held = held;
    this.outbox = outbox;
  }

  /**
   * Takes the folder, and ends and removes what an earlier agent left there that was killed.
   *
   * @throws SettingsException when another agent has it
   */
  static AgentFolder take(Path folder, JobSettings settings, Runner runner) {
    BoardLock locks = new BoardLock(folder);
    BoardLock.Held held =
        locks
            .tryLock(AGENT, "agent run")
            .orElseThrow(
                () ->
                    new SettingsException(
                        "Another agent does jobs in %s: %s. Stop it, or switch one of them off with %s=false."
                            .formatted(folder, locks.purpose(AGENT), JobSettings.ENABLED)));
    try {
      int ended = runner.endLeftBehind();
      if (ended > 0) {
        LOG.warn("Ended {} processes that an earlier agent left behind", ended);
      }
      Outbox outbox = Outbox.open(folder.resolve("outbox.db"), settings.outboxBytes());
      AgentFolder taken = new AgentFolder(folder, settings, locks, held, outbox);
      taken.cleanUp();
      return taken;
    } catch (RuntimeException e) {
      held.close();
      throw e;
    }
  }

  BoardLock locks() {
    return locks;
  }

  Outbox outbox() {
    return outbox;
  }

  /** Where attempts work, each in a folder of its own. */
  Path work() {
    return folder.resolve("work");
  }

  /** Of the cache of models. */
  Path models() {
    return folder.resolve("models");
  }

  AttemptLogs logs() {
    return new AttemptLogs(
        AttemptLogs.folderIn(folder), settings.attempts(), settings.attemptBytes());
  }

  @Override
  public void close() {
    try (held) {
      outbox.close();
    }
  }

  private void cleanUp() {
    try {
      AttemptLogs.delete(work());
      logs().removeUnfinished();
    } catch (IOException e) {
      LOG.warn("What an earlier agent left in {} stays: {}", folder, e.toString());
    }
    Harnesses.unpack(folder.resolve(Harnesses.FOLDER));
  }
}
