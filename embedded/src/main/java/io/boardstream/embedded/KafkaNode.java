package io.boardstream.embedded;

import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;
import org.apache.kafka.common.errors.BrokerIdNotRegisteredException;
import org.apache.kafka.common.errors.NotControllerException;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.controller.Controller;
import org.apache.kafka.controller.ControllerRequestContext;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.apache.kafka.server.ServerSocketFactory;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/**
 * Kafka's broker and controller, put together as {@link KafkaRaftServer} does it, but for one step
 * between their starts: the controller forgets the broker of before.
 *
 * <p>A broker that was killed still leads its partitions in the controller's eyes. One that starts
 * in its place would be elected twice: for that, and again once it has registered. Kafka 4.3.1 then
 * takes the end of the first loading of a coordinator for that of the second, and answers from a
 * group coordinator that is empty or half loaded: committed offsets are missing, or stand still.
 */
final class KafkaNode {

  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final int RETRY_MS = 20;

  private final Metrics metrics;
  private final ControllerServer controller;
  private final BrokerServer broker;

  KafkaNode(Properties properties) {
    KafkaConfig config = new KafkaConfig(properties, false);
    Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> folders =
        KafkaRaftServer.initializeLogDirs(config, LoggerFactory.getLogger(KafkaNode.class), "");
    metrics = Server.initializeMetrics(config, Time.SYSTEM, folders._1().clusterId().orElseThrow());
    QuorumConfig quorum = config.quorumConfig();
    SharedServer shared =
        new SharedServer(
            config,
            folders._1(),
            Time.SYSTEM,
            metrics,
            CompletableFuture.completedFuture(QuorumConfig.parseVoterConnections(quorum.voters())),
            QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
            new StandardFaultHandlerFactory(),
            ServerSocketFactory.INSTANCE);
    broker = new BrokerServer(shared);
    controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), folders._2());
  }

  /**
   * Starts it; it takes requests when this returns.
   *
   * @throws InterruptedException when interrupted; {@link #stop} it then
   */
  void start() throws InterruptedException {
    controller.startup();
    forgetLastBroker(controller.controller());
    broker.startup();
  }

  /** Stops it in good order. */
  void stop() {
    broker.shutdown();
    controller.shutdown();
    broker.awaitShutdown();
    controller.awaitShutdown();
    metrics.close();
  }

  private static void forgetLastBroker(Controller controller) throws InterruptedException {
    ControllerRequestContext context =
        new ControllerRequestContext(
            new RequestHeaderData(), KafkaPrincipal.ANONYMOUS, OptionalLong.empty());
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (true) {
      try {
        controller
            .unregisterBroker(context, BrokerProperties.NODE_ID)
            .get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
        return;
      } catch (TimeoutException e) {
        throw new EmbeddedException("Kafka's controller did not start within a minute", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof BrokerIdNotRegisteredException) {
          return; // The first start, or it was stopped in good order.
        }
        if (!(e.getCause() instanceof NotControllerException)) {
          throw new EmbeddedException("Kafka's controller does not forget the last broker", e);
        }
        Thread.sleep(RETRY_MS); // It is on its way; the patience above ends this.
      }
    }
  }
}
