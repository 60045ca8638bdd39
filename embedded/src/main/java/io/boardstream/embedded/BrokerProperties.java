package io.boardstream.embedded;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's configuration: one node, small, quick to take over after a crash. */
final class BrokerProperties {

  static final int NODE_ID = 1;
  static final String CONTROLLER_LISTENER = "CONTROLLER";

  private static final int MAX_MESSAGE_BYTES = 16 * 1024 * 1024;
  private static final int STATE_SEGMENT_BYTES = 1024 * 1024;

  private BrokerProperties() {}

  static Properties of(Path log, int port, int controllerPort) {
    Properties all = new Properties();
    all.putAll(addresses(log, port, controllerPort));
    all.putAll(oneNode());
    all.putAll(quickTakeover());
    all.putAll(small());
    return all;
  }

  private static Map<String, String> addresses(Path log, int port, int controllerPort) {
    String broker = "PLAINTEXT://" + Ports.HOST + ":" + port;
    String controller = Ports.HOST + ":" + controllerPort;
    return Map.of(
        "process.roles",
        "broker,controller",
        "node.id",
        Integer.toString(NODE_ID),
        "controller.quorum.voters",
        NODE_ID + "@" + controller,
        "listeners",
        broker + "," + CONTROLLER_LISTENER + "://" + controller,
        "advertised.listeners",
        broker,
        "controller.listener.names",
        CONTROLLER_LISTENER,
        "listener.security.protocol.map",
        "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "PLAINTEXT",
        "log.dirs",
        log.toString());
  }

  private static Map<String, String> oneNode() {
    return Map.of(
        "auto.create.topics.enable", "false",
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1",
        "share.coordinator.state.topic.replication.factor", "1",
        "share.coordinator.state.topic.min.isr", "1",
        // A machine that was off for weeks must find its readers where they stood.
        "offsets.retention.minutes", Integer.toString(366 * 24 * 60));
  }

  private static Map<String, String> quickTakeover() {
    return Map.of(
        // A broker that starts goes from state to state with its heartbeats. The default is 2 s.
        "broker.heartbeat.interval.ms", "200",
        // A commit or abort marker that gets no answer while the broker comes up is sent again only
        // then; readers wait behind it. The default is 30 s.
        "request.timeout.ms", "3000",
        "group.initial.rebalance.delay.ms", "0",
        "group.min.session.timeout.ms", "1000",
        // Transactions of a dead producer hold back read_committed readers until they are aborted.
        "transaction.abort.timed.out.transaction.cleanup.interval.ms", "500",
        // Only closed segments are compacted, and a restarted broker reads all of these topics
        // before
        // it answers: at the default of 100 MiB, seconds.
        "offsets.topic.segment.bytes", Integer.toString(STATE_SEGMENT_BYTES),
        "transaction.state.log.segment.bytes", Integer.toString(STATE_SEGMENT_BYTES),
        "share.coordinator.state.topic.segment.bytes", Integer.toString(STATE_SEGMENT_BYTES));
  }

  private static Map<String, String> small() {
    return Map.of(
        "num.network.threads", "2",
        "num.io.threads", "4",
        "offsets.topic.num.partitions", "4",
        "transaction.state.log.num.partitions", "4",
        "share.coordinator.state.topic.num.partitions", "2",
        "message.max.bytes", Integer.toString(MAX_MESSAGE_BYTES),
        "replica.fetch.max.bytes", Integer.toString(MAX_MESSAGE_BYTES),
        // The default takes 128 MiB of heap.
        "log.cleaner.dedupe.buffer.size", "4194304");
  }
}
