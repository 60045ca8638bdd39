package io.boardstream.agent.telemetry;

import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends, and knows what arrived. Sends from one thread; may be asked for problems by any. */
final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration LATE = Duration.ofSeconds(10);

  private final BoardTopics topics;
  private final KafkaProducer<String, SpecificRecord> producer;
  private final AgentMeters meters;
  private final Duration lastWords;
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong lastArrival = new AtomicLong(System.nanoTime());
  private final Queue<Board> arrived = new ConcurrentLinkedQueue<>();

  /** Boards whose record is under way: not sent twice. */
  private final ConcurrentMap<String, Board> sending = new ConcurrentHashMap<>();

  private volatile @Nullable String failure;

  Publisher(BoardTopics topics, long bufferBytes, AgentMeters meters, Duration lastWords) {
    this.topics = topics;
    this.producer = topics.producer(bufferBytes);
    this.meters = meters;
    this.lastWords = lastWords;
  }

  /** Sends the record of a board, unless just this one is under way. */
  void board(Board board) {
    Board before = sending.put(board.getBoardKey(), board);
    if (before != null && sameButTime(before, board)) {
      sending.put(board.getBoardKey(), before);
      return;
    }
    send(
        topics.boards(),
        board.getBoardKey(),
        board,
        ok -> {
          if (ok) {
            arrived.add(board);
          }
          sending.remove(board.getBoardKey(), board);
        });
  }

  void telemetry(BoardTelemetry sample) {
    send(
        topics.telemetry(),
        sample.getBoardKey(),
        sample,
        ok -> {
          if (ok) {
            meters.arrived();
          } else {
            meters.dropped();
          }
        });
  }

  /** Hands over the boards whose records have arrived since the last call. */
  void arrivals(Consumer<Board> taker) {
    for (Board board = arrived.poll(); board != null; board = arrived.poll()) {
      taker.accept(board);
    }
  }

  /** What keeps records from arriving, or empty. */
  Optional<String> problem(Duration interval) {
    long silent = System.nanoTime() - lastArrival.get();
    if (failure != null) {
      return Optional.of("Kafka does not take records: " + failure);
    }
    if (underWay.get() > 0 && silent > LATE.plus(interval).toNanos()) {
      return Optional.of(
          "Kafka has taken no record for %d s; %d wait in memory"
              .formatted(Duration.ofNanos(silent).toSeconds(), underWay.get()));
    }
    return Optional.empty();
  }

  private void send(String topic, String key, SpecificRecord value, Consumer<Boolean> done) {
    underWay.incrementAndGet();
    try {
      // Its outcome comes to the callback.
      var unused =
          producer.send(
              new ProducerRecord<>(topic, key, value),
              (metadata, error) -> {
                underWay.decrementAndGet();
                if (error == null) {
                  lastArrival.set(System.nanoTime());
                  recovered();
                } else {
                  failed(error);
                }
                done.accept(error == null);
              });
    } catch (KafkaException e) {
      // The registry is away, or the record cannot be encoded: no callback comes.
      underWay.decrementAndGet();
      failed(e);
      done.accept(false);
    }
  }

  private void failed(Exception error) {
    String now = String.valueOf(error.getMessage());
    if (failure == null) {
      LOG.warn("A record was given up: {}", now);
    }
    failure = now;
  }

  private void recovered() {
    if (failure != null) {
      LOG.info("Records arrive again");
      failure = null;
    }
  }

  private static boolean sameButTime(Board before, Board board) {
    return before.equals(Board.newBuilder(board).setSince(before.getSince()).build());
  }

  @Override
  public void close() {
    producer.close(lastWords);
  }
}
