package io.boardstream.agent.runner;

import io.boardstream.agent.runner.RunResult.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A program that runs. Whoever started it must wait for it with {@link #await}. */
public final class Run {
  private static final long LOOK_MILLIS = 100;
  private static final Duration DRAIN = Duration.ofSeconds(5);
  private static final Map<Integer, String> SIGNALS =
      Map.of(
          4, "SIGILL", 6, "SIGABRT", 7, "SIGBUS", 8, "SIGFPE", 9, "SIGKILL", 11, "SIGSEGV", 13,
          "SIGPIPE", 15, "SIGTERM");

  private final RunSpec spec;
  private final Process process;
  private final ProcessTree tree;
  private final Reports reports;
  private final Output output;
  private final Thread[] readers;
  private final long started = System.nanoTime();
  private volatile @Nullable String cancelled;
  private long peakMemory;

  /** Why we ended it. */
  private record Verdict(Outcome outcome, String reason, String message) {}

  Run(RunSpec spec, Process process, Consumer<Stage> onStage) {
    this.spec = spec;
    this.process = process;
    this.tree = new ProcessTree(process, spec.id());
    this.reports = new Reports(onStage);
    this.output = new Output(spec.log(), spec.limits().logBytes());
    this.readers =
        new Thread[] {
          reader("out", process.getInputStream(), reports::line),
          reader("err", process.getErrorStream(), line -> {})
        };
  }

  /** Ends the program; the result says that it was cancelled and why. */
  public void cancel(String why) {
    cancelled = why;
  }

  public Stage stage() {
    return reports.stage();
  }

  /** Waits until the program and all its processes have ended. */
  public RunResult await() {
    Verdict verdict = null;
    boolean interrupted = false;
    while (verdict == null) {
      try {
        if (process.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
          break;
        }
        verdict = judge();
      } catch (InterruptedException e) {
        interrupted = true;
        verdict = new Verdict(Outcome.CANCELLED, "cancelled", "The agent is stopping");
      }
    }
    int leftBehind = tree.end();
    drain();
    output.close();
    // What is ended with a program that we end ourselves was not left behind by it.
    RunResult result = verdict == null ? result(judgeOutput(), leftBehind) : result(verdict, 0);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return result;
  }

  private @Nullable Verdict judge() {
    String why = cancelled;
    if (why != null) {
      return new Verdict(Outcome.CANCELLED, "cancelled", why);
    }
    Limits limits = spec.limits();
    ProcessTree.Use use = tree.look();
    peakMemory = Math.max(peakMemory, use.residentBytes());
    if (use.processes() > limits.processes()) {
      return new Verdict(
          Outcome.PROCESS_LIMIT,
          "harness_error",
          "harness ended because it had no bound on its processes: %d at once, %d allowed"
              .formatted(use.processes(), limits.processes()));
    }
    if (use.residentBytes() > limits.memoryBytes()) {
      return new Verdict(
          Outcome.MEMORY_LIMIT,
          "memory_limit",
          "exceeded the memory limit of the host: %d bytes resident, %d allowed"
              .formatted(use.residentBytes(), limits.memoryBytes()));
    }
    Verdict ofOutput = judgeOutput();
    return ofOutput == null ? judgeTime(limits) : ofOutput;
  }

  private @Nullable Verdict judgeOutput() {
    long allowed = spec.limits().outputBytes();
    return output.total() <= allowed
        ? null
        : new Verdict(
            Outcome.OUTPUT_LIMIT,
            "harness_error",
            "output limit of %d bytes exceeded".formatted(allowed));
  }

  private @Nullable Verdict judgeTime(Limits limits) {
    Stage stage = reports.stage();
    Duration allowed = limits.stages().get(stage);
    if (allowed != null && reports.inStage().compareTo(allowed) > 0) {
      return new Verdict(
          Outcome.TIMEOUT,
          "timeout",
          "timeout: the stage %s took longer than %d s"
              .formatted(stage.word(), allowed.toSeconds()));
    }
    if (System.nanoTime() - started > limits.total().toNanos()) {
      return new Verdict(
          Outcome.TIMEOUT,
          "timeout",
          "timeout: it took longer than %d s in all".formatted(limits.total().toSeconds()));
    }
    return null;
  }

  /**
   * What it printed before it ended is read first; a process that we cannot find may keep a pipe.
   */
  private void drain() {
    long until = System.nanoTime() + DRAIN.toNanos();
    for (Thread reader : readers) {
      boolean interrupted = Thread.interrupted();
      try {
        reader.join(Math.max(1, TimeUnit.NANOSECONDS.toMillis(until - System.nanoTime())));
      } catch (InterruptedException e) {
        interrupted = true;
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
    close(process.getInputStream());
    close(process.getErrorStream());
  }

  private RunResult result(@Nullable Verdict verdict, int leftBehind) {
    int exit = process.onExit().join().exitValue();
    OptionalInt signal =
        exit > 128 && exit <= 192 ? OptionalInt.of(exit - 128) : OptionalInt.empty();
    Verdict said = verdict == null ? ofItsOwn(exit, signal) : verdict;
    return new RunResult(
        said.outcome(),
        reports.stage(),
        Optional.of(said.reason()).filter(reason -> !reason.isEmpty()),
        said.message(),
        said.outcome() == Outcome.FAILED ? reports.stack() : "",
        signal.isPresent() ? OptionalInt.empty() : OptionalInt.of(exit),
        signal,
        peakMemory,
        reports.durations(),
        reports.metrics(),
        reports.properties(),
        reports.warnings(),
        output.tail(),
        output.total(),
        leftBehind);
  }

  private Verdict ofItsOwn(int exit, OptionalInt signal) {
    String ended =
        signal.isPresent() ? signalled(signal.getAsInt()) : "ended with exit code " + exit;
    String reason = reports.stage().failureReason();
    Optional<String> status = reports.status();
    if (status.isPresent() && status.get().equals("failed")) {
      String message = reports.message();
      return new Verdict(
          Outcome.FAILED, reason, message.isEmpty() ? "failed without a message" : message);
    }
    if (status.isPresent()) {
      return exit == 0
          ? new Verdict(Outcome.COMPLETED, "", "")
          : new Verdict(Outcome.FAILED, reason, "reported that it completed, but " + ended);
    }
    if (exit == 0) {
      return new Verdict(
          Outcome.NO_RESULT, "harness_error", "harness " + ended + " without a result");
    }
    return new Verdict(Outcome.FAILED, reason, ended);
  }

  private static String signalled(int signal) {
    return "crashed with signal %d (%s)".formatted(signal, SIGNALS.getOrDefault(signal, "?"));
  }

  private Thread reader(String name, InputStream in, Consumer<String> lines) {
    Thread thread = new Thread(() -> output.read(in, lines), "run-" + spec.id() + "-" + name);
    thread.setDaemon(true);
    thread.start();
    return thread;
  }

  private static void close(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Closed is all that we want.
    }
  }
}
