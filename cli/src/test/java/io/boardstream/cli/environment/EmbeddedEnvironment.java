package io.boardstream.cli.environment;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.embedded.EmbeddedRegistry;
import java.nio.file.Path;

/** Servers of our own, on any machine. */
public final class EmbeddedEnvironment implements Environment {

  private final EmbeddedBroker broker;
  private final EmbeddedRegistry registry;
  private final EmbeddedPostgres postgres;

  public EmbeddedEnvironment(Path folder) {
    broker = EmbeddedBroker.start(folder.resolve("kafka"), 0);
    registry = EmbeddedRegistry.start(folder.resolve("registry"), 0);
    postgres = EmbeddedPostgres.start(folder.resolve("postgres"), 0);
  }

  @Override
  public String bootstrapServers() {
    return broker.bootstrapServers();
  }

  @Override
  public String registryUrl() {
    return registry.url().toString();
  }

  @Override
  public String jdbcUrl() {
    return postgres.jdbcUrl();
  }

  @Override
  public String user() {
    return postgres.user();
  }

  @Override
  public String password() {
    return postgres.password();
  }

  @Override
  public void close() {
    postgres.close();
    registry.close();
    broker.close();
  }
}
