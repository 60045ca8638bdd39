package io.boardstream.producers.postgres;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.embedded.EmbeddedRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One broker, Postgres and registry for all tests of the module, started when first asked for. */
public final class Servers implements ParameterResolver {

  /** The running servers. */
  public record Running(
      Path folder, EmbeddedBroker broker, EmbeddedPostgres postgres, EmbeddedRegistry registry)
      implements AutoCloseable {

    static Running start() {
      try {
        Path folder = Files.createTempDirectory("producers-test");
        return new Running(
            folder,
            EmbeddedBroker.start(folder.resolve("broker"), 0),
            EmbeddedPostgres.start(folder.resolve("postgres"), 0),
            EmbeddedRegistry.start(folder.resolve("registry"), 0));
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }

    Running with(EmbeddedBroker other) {
      return new Running(folder, other, postgres, registry);
    }

    Running with(EmbeddedPostgres other) {
      return new Running(folder, broker, other, registry);
    }

    Running with(EmbeddedRegistry other) {
      return new Running(folder, broker, postgres, other);
    }

    @Override
    public void close() throws IOException {
      registry.close();
      postgres.close();
      broker.close();
      try (Stream<Path> files = Files.walk(folder)) {
        files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
      }
    }
  }

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Running.class;
  }

  @Override
  public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(Servers.class))
        .getOrComputeIfAbsent(Running.class, type -> Running.start(), Running.class);
  }
}
