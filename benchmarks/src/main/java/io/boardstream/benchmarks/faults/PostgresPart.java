package io.boardstream.benchmarks.faults;

import io.boardstream.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Postgres with all its processes. */
final class PostgresPart implements Part {

  private final Path folder;
  private @Nullable EmbeddedPostgres server;
  private int port;

  PostgresPart(Path folder) {
    this.folder = folder;
  }

  @Override
  public String name() {
    return "postgres";
  }

  /** Once started; the same address after each start. */
  EmbeddedPostgres server() {
    return Objects.requireNonNull(server);
  }

  @Override
  public void start() {
    EmbeddedPostgres started = EmbeddedPostgres.start(folder, port);
    port = started.port();
    server = started;
  }

  @Override
  public List<ProcessHandle> processes() {
    if (server == null) {
      return List.of();
    }
    return server.process().stream()
        .flatMap(first -> Stream.concat(Stream.of(first), first.descendants()))
        .toList();
  }

  @Override
  public void forget() {
    if (server != null) {
      server.close();
      server = null;
    }
  }
}
