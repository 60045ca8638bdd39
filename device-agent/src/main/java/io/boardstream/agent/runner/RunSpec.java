package io.boardstream.agent.runner;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to run.
 *
 * @param id names the run among all of this host; its processes carry it in their environment
 * @param command program and arguments, as they are: no shell reads them
 * @param environment added to a small environment (PATH, HOME, LANG, TMPDIR); nothing else of the
 *     agent's own passes, so that its secrets stay with it
 * @param folder where it runs
 * @param log the file that keeps what it prints; replaced when it exists
 */
public record RunSpec(
    String id,
    List<String> command,
    Map<String, String> environment,
    Path folder,
    Path log,
    Limits limits) {

  public RunSpec {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    if (command.isEmpty()) {
      throw new IllegalArgumentException("There is no command to run");
    }
  }
}
