package io.boardstream.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka broker in this process: one node, broker and controller, on the loopback address. Topics
 * and offsets stay in its folder.
 */
public final class EmbeddedBroker implements AutoCloseable {

  private static final int HEALTH_TIMEOUT_MS = 2_000;

  private final DataFolder folder;
  private final String bootstrapServers;
  private final KafkaNode node;
  private final Admin admin;
  private boolean closed;

  private EmbeddedBroker(DataFolder folder, String bootstrapServers, KafkaNode node, Admin admin) {
    this.folder = folder;
    this.bootstrapServers = bootstrapServers;
    this.node = node;
    this.admin = admin;
  }

  /**
   * Starts the broker; it takes requests when this returns.
   *
   * @param dataDir created if absent; held until {@link #close()}
   * @param port 0 for the port of last time, or else any free one
   * @throws EmbeddedException when the folder or the port is in use, or the start fails
   */
  public static EmbeddedBroker start(Path dataDir, int port) {
    return start(dataDir, port, Map.of());
  }

  /**
   * Starts the broker with settings of its own.
   *
   * @param also settings of Kafka's broker, before those that it has here
   */
  public static EmbeddedBroker start(Path dataDir, int port, Map<String, String> also) {
    DataFolder folder = DataFolder.open(dataDir, "broker");
    try {
      return start(folder, new Ports(folder), port, also);
    } catch (RuntimeException e) {
      folder.close();
      throw e;
    }
  }

  private static EmbeddedBroker start(
      DataFolder folder, Ports ports, int port, Map<String, String> also) {
    int brokerPort = ports.choose("broker", port);
    Path log = folder.file("log");
    Properties properties = BrokerProperties.of(log, brokerPort, ports.choose("controller", 0));
    properties.putAll(also);
    format(log);
    KafkaNode node = started(properties);
    String bootstrapServers = Ports.HOST + ":" + brokerPort;
    return new EmbeddedBroker(folder, bootstrapServers, node, admin(bootstrapServers));
  }

  /** Host and port, for {@code bootstrap.servers}. */
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /** Whether the broker answers; asks it, and waits up to two seconds. */
  public boolean isHealthy() {
    try {
      return !admin
          .describeCluster()
          .nodes()
          .get(HEALTH_TIMEOUT_MS, TimeUnit.MILLISECONDS)
          .isEmpty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException | IllegalStateException e) {
      return false;
    }
  }

  /** Stops the broker in good order; its data stays. */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    admin.close();
    try {
      node.stop();
    } finally {
      folder.close();
    }
  }

  private static KafkaNode started(Properties properties) {
    @Nullable KafkaNode node = null;
    try {
      node = new KafkaNode(properties);
      node.start();
      return node;
    } catch (Exception e) {
      // Scala throws checked exceptions without saying so.
      if (node != null) {
        node.stop();
      }
      if (e instanceof InterruptedException) {
        Thread.currentThread().interrupt();
      }
      throw new EmbeddedException(
          "The broker did not start on %s: %s"
              .formatted(properties.getProperty("log.dirs"), e.getMessage()),
          e);
    }
  }

  private static Admin admin(String bootstrapServers) {
    return Admin.create(
        Map.of(
            AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers,
            AdminClientConfig.CLIENT_ID_CONFIG, "embedded-broker-health",
            AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, HEALTH_TIMEOUT_MS,
            AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, HEALTH_TIMEOUT_MS));
  }

  private static void format(Path log) {
    if (Files.exists(log.resolve("meta.properties"))) {
      return;
    }
    try (PrintStream quiet =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8)) {
      new Formatter()
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerProperties.NODE_ID)
          .addDirectory(log.toString())
          .setMetadataLogDirectory(log.toString())
          .setControllerListenerName(BrokerProperties.CONTROLLER_LISTENER)
          .setUnstableFeatureVersionsEnabled(false)
          .setReleaseVersion(MetadataVersion.latestProduction())
          .setIgnoreFormatted(true)
          .setPrintStream(quiet)
          .run();
    } catch (Exception e) {
      // The formatter declares Exception.
      throw new EmbeddedException("Cannot prepare the broker's folder " + log + ": " + e, e);
    }
  }
}
