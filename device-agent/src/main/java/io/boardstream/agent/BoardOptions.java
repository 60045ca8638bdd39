package io.boardstream.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.Snapshot;
import io.boardstream.agent.boards.TtSmiJson;
import io.boardstream.matrix.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which boards a command looks at: those of this host, or of a capture. */
final class BoardOptions {

  @Mixin private final HostOptions host = new HostOptions();

  @Option(
      names = "--capture",
      paramLabel = "FILE",
      description = "Read this snapshot of tt-smi instead of looking at this host.")
  private @Nullable Path capture;

  /** By the catalogue that this version has. */
  static DeviceNames names() {
    return new DeviceNames(Catalogue.builtIn());
  }

  HostOptions host() {
    return host;
  }

  /** Looks once at everything. */
  Sighting look(@Nullable AgentCommand agent) {
    return looks(agent).get();
  }

  /** Looks each time it is asked; a capture is read each time too. */
  Supplier<Sighting> looks(@Nullable AgentCommand agent) {
    DeviceNames names = names();
    Path file = capture;
    if (file != null) {
      TtSmiJson json = new TtSmiJson(names);
      return () -> Discovery.of(read(json, file), names, Clock.systemUTC().instant());
    }
    Discovery discovery = new Discovery(host.boards(agent), names, Clock.systemUTC());
    return discovery::look;
  }

  private static Snapshot read(TtSmiJson json, Path file) {
    try {
      return json.parse(Files.readString(file, UTF_8), file.toString());
    } catch (IOException e) {
      throw new BoardException(
          "Cannot read the capture %s: %s".formatted(file, e.getClass().getSimpleName()), e);
    }
  }
}
