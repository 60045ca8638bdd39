package io.boardstream.cli.local;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Tells when a part's health changes, so that nobody has to ask. */
final class HealthWatch implements AutoCloseable {

  private static final long EVERY_MS = 2_000;

  private final List<? extends Component> parts;
  private final Progress progress;
  private final Map<String, Health> last = new HashMap<>();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "health-watch");
            thread.setDaemon(true);
            return thread;
          });

  HealthWatch(List<? extends Component> parts, Progress progress) {
    this.parts = parts;
    this.progress = progress;
  }

  void start() {
    parts.forEach(part -> last.put(part.name(), Health.up()));
    var unused =
        timer.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }

  private void look() {
    for (Component part : parts) {
      Health now = part.health();
      Health before = last.put(part.name(), now);
      if (!now.equals(before)) {
        progress.changed(part.name(), now);
      }
    }
  }
}
