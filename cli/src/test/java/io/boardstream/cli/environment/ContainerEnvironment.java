package io.boardstream.cli.environment;

import java.time.Duration;
import java.util.List;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.kafka.KafkaContainer;
import org.testcontainers.lifecycle.Startables;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The same images as docker-compose.yml. */
public final class ContainerEnvironment implements Environment {

  private static final int REGISTRY_PORT = 8080;

  private final KafkaContainer kafka = new KafkaContainer("apache/kafka:4.3.1");
  private final GenericContainer<?> registry =
      new GenericContainer<>("apicurio/apicurio-registry:3.0.9")
          .withExposedPorts(REGISTRY_PORT)
          .waitingFor(
              Wait.forHttp("/apis/ccompat/v7/subjects")
                  .forPort(REGISTRY_PORT)
                  .withStartupTimeout(Duration.ofMinutes(2)));
  private final PostgreSQLContainer postgres =
      new PostgreSQLContainer("postgres:17").withCommand("postgres", "-c", "wal_level=logical");

  public ContainerEnvironment() {
    Startables.deepStart(List.of(kafka, registry, postgres)).join();
  }

  @Override
  public String bootstrapServers() {
    return kafka.getBootstrapServers();
  }

  @Override
  public String registryUrl() {
    return "http://%s:%d/apis/ccompat/v7"
        .formatted(registry.getHost(), registry.getMappedPort(REGISTRY_PORT));
  }

  @Override
  public String jdbcUrl() {
    // Without the driver's parameters, which the container adds.
    return "jdbc:postgresql://%s:%d/%s"
        .formatted(
            postgres.getHost(),
            postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
            postgres.getDatabaseName());
  }

  @Override
  public String user() {
    return postgres.getUsername();
  }

  @Override
  public String password() {
    return postgres.getPassword();
  }

  @Override
  public void close() {
    postgres.stop();
    registry.stop();
    kafka.stop();
  }
}
