package io.boardstream.benchmarks.faults;

import io.boardstream.embedded.EmbeddedException;
import io.boardstream.embedded.EmbeddedRegistry;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The schema registry. */
final class RegistryPart implements Part {

  private static final int MOST_TRIES = 5;

  private final Path folder;
  private @Nullable EmbeddedRegistry server;
  private int port;
  private URI url = URI.create("http://127.0.0.1:0");

  RegistryPart(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "registry";
  }

  /** Once started; the same after each start. */
  URI url() {
    return url;
  }

  @Override
  public void start() {
    EmbeddedRegistry started = startedAsBySupervisor();
    url = started.url();
    port = url.getPort();
    server = started;
  }

  /** On a machine that is very busy the registry's own start may time out, and it ends. */
  private EmbeddedRegistry startedAsBySupervisor() {
    for (int tries = 1; ; tries++) {
      try {
        return EmbeddedRegistry.start(folder, port);
      } catch (EmbeddedException e) {
        if (tries == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  @Override
  public List<ProcessHandle> processes() {
    return server == null ? List.of() : ProcessHandle.of(server.pid()).stream().toList();
  }

  @Override
  public void forget() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
