package io.boardstream.agent.runner;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Starts programs within limits. Linux only: it uses {@code setsid} of util-linux and {@code
 * /proc}.
 */
public final class Runner {
  private static final List<Path> SETSID =
      List.of(Path.of("/usr/bin/setsid"), Path.of("/bin/setsid"));
  private static final List<String> PASSED = List.of("PATH", "HOME", "LANG", "TMPDIR");

  private final String agent;
  private final Map<String, String> environment;

  /**
   * @param agent names this agent among those of the host; what it starts carries the name
   * @param environment of the agent itself, of which only the names of places are passed on
   */
  public Runner(String agent, Map<String, String> environment) {
    this.agent = agent;
    this.environment = Map.copyOf(environment);
  }

  /** Ends what an earlier agent of this name left behind, and says how many processes that were. */
  public int endLeftBehind() {
    return ProcessTree.endLeftBehind(agent);
  }

  /**
   * Starts a program.
   *
   * @param onStage told each stage that the program reports, from a thread of the run
   * @throws IOException when the program cannot be started; the message says why
   */
  public Run start(RunSpec spec, Consumer<Stage> onStage) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(setsid());
    command.addAll(spec.command());
    requireProgram(spec.command().get(0));
    Files.createDirectories(spec.folder());
    ProcessBuilder builder = new ProcessBuilder(command).directory(spec.folder().toFile());
    builder.redirectInput(Path.of("/dev/null").toFile());
    Map<String, String> passed = builder.environment();
    passed.clear();
    for (String name : PASSED) {
      String value = environment.get(name);
      if (value != null) {
        passed.put(name, value);
      }
    }
    passed.putAll(spec.environment());
    passed.put(ProcessTree.AGENT, agent);
    passed.put(ProcessTree.RUN, spec.id());
    Process process = builder.start();
    preferInOutOfMemory(process.pid());
    return new Run(spec, process, onStage);
  }

  /** When the host runs out of memory, the kernel shall end the program and not the agent. */
  private static void preferInOutOfMemory(long pid) {
    try {
      Files.writeString(Path.of("/proc/" + pid + "/oom_score_adj"), "900");
    } catch (IOException e) {
      // It has ended already, or the kernel does not let us: the limit of memory still holds.
    }
  }

  private void requireProgram(String program) throws IOException {
    if (program.contains("/")) {
      if (!Files.isExecutable(Path.of(program))) {
        throw new IOException("There is no program " + program + " that can be run");
      }
      return;
    }
    for (String folder : environment.getOrDefault("PATH", "/usr/bin:/bin").split(":", -1)) {
      if (Files.isExecutable(Path.of(folder, program))) {
        return;
      }
    }
    throw new IOException("There is no program " + program + " on the PATH");
  }

  private static String setsid() throws IOException {
    for (Path path : SETSID) {
      if (Files.isExecutable(path)) {
        return path.toString();
      }
    }
    throw new IOException("There is no /usr/bin/setsid; install the package util-linux");
  }
}
