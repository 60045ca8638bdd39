package io.boardstream.cli;

import io.boardstream.cli.local.Progress;
import io.boardstream.runtime.Health;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;

/** One line for each part that comes up, and for each that changes its mind later. */
final class ConsoleProgress implements Progress {

  private final PrintWriter out;

  ConsoleProgress(PrintWriter out) {
    this.out = out;
  }

  @Override
  public synchronized void ready(String part, String detail, Duration took) {
    out.println(
        "  %-10s up in %5.1f s  %s"
            .formatted(part, took.toMillis() / 1_000.0, detail)
            .stripTrailing());
    out.flush();
  }

  @Override
  public synchronized void changed(String part, Health health) {
    out.println(
        "  %-10s %s  %s"
            .formatted(part, health.state().name().toLowerCase(Locale.ROOT), health.cause())
            .stripTrailing());
    out.flush();
  }
}
