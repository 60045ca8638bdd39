package io.boardstream.cli;

import java.io.PrintWriter;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;

/** Where a command writes: answers to {@code out}, all else to {@code err}. */
record Console(PrintWriter out, PrintWriter err) {

  /** Of a command; its spec is injected by picocli, so it is there once the command runs. */
  static Console of(@Nullable CommandSpec spec) {
    CommandSpec injected = Objects.requireNonNull(spec);
    return new Console(injected.commandLine().getOut(), injected.commandLine().getErr());
  }
}
