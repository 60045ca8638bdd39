package io.boardstream.agent.telemetry;

import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends, in order, and knows what arrived. Who hands over a record never waits: records stand in a
 * bounded line, from which a thread of its own takes them. Kafka's producer alone would not do: in
 * an outage it forgets the brokers it knew, and then each record waits, and is refused.
 */
final class Publisher implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
  private static final Duration LATE = Duration.ofSeconds(10);
  private static final long PAUSE_MS = 500;

  /** A record in the line, and who wants to know whether it arrived. */
  private record Waiting(
      String topic, String key, SpecificRecord value, boolean sample, Consumer<Boolean> done) {}

  /** One try to hand a record to the producer. */
  private final class Attempt {
    private final Waiting record;
    private final Thread caller = Thread.currentThread();
    private boolean inCall = true;
    private boolean refused;

    Attempt(Waiting record) {
      this.record = record;
    }

    /** Whether it must be tried again: the producer did not take it, for now. */
    boolean isRefused() {
      try {
        // Its outcome comes to the callback.
        var unused =
            producer.send(
                new ProducerRecord<>(record.topic, record.key, record.value),
                (metadata, error) -> answered(error));
      } catch (KafkaException e) {
        answered(e);
      }
      inCall = false;
      return refused;
    }

    private void answered(@Nullable Exception error) {
      if (error == null) {
        lastArrival.set(System.nanoTime());
        recovered();
        finish(true);
      } else if (Thread.currentThread() == caller
          && inCall
          && error instanceof RetriableException) {
        failed(error);
        refused = true;
      } else {
        failed(error);
        finish(false);
      }
    }

    private void finish(boolean ok) {
      underWay.decrementAndGet();
      record.done.accept(ok);
    }
  }

  private final BoardTopics topics;
  private final KafkaProducer<String, SpecificRecord> producer;
  private final AgentMeters meters;
  private final int capacity;
  private final Duration lastWords;
  private final Thread sender = new Thread(this::work, "agent-publish");
  private final Deque<Waiting> line = new ArrayDeque<>();
  private final AtomicLong underWay = new AtomicLong();
  private final AtomicLong lastArrival = new AtomicLong(System.nanoTime());
  private final Queue<Board> arrived = new ConcurrentLinkedQueue<>();

  /** Boards whose record is under way: not sent twice. */
  private final ConcurrentMap<String, Board> sending = new ConcurrentHashMap<>();

  private boolean closing;
  private volatile @Nullable String failure;

  /**
   * @param capacity how many records may wait
   * @param lastWords how long a close waits for what is under way
   */
  Publisher(BoardTopics topics, int capacity, AgentMeters meters, Duration lastWords) {
    this.topics = topics;
    this.producer = topics.producer();
    this.meters = meters;
    this.capacity = capacity;
    this.lastWords = lastWords;
    sender.setDaemon(true);
    sender.start();
  }

  /** Sends the record of a board, unless just this one is under way: then false. */
  boolean board(Board board) {
    Board before = sending.get(board.getBoardKey());
    if (before != null && sameButTime(before, board)) {
      return false;
    }
    sending.put(board.getBoardKey(), board);
    add(
        new Waiting(
            topics.boards(),
            board.getBoardKey(),
            board,
            false,
            ok -> {
              if (ok) {
                arrived.add(board);
              }
              sending.remove(board.getBoardKey(), board);
            }));
    return true;
  }

  void telemetry(BoardTelemetry sample) {
    add(
        new Waiting(
            topics.telemetry(),
            sample.getBoardKey(),
            sample,
            true,
            ok -> {
              if (ok) {
                meters.arrived();
              } else {
                meters.dropped();
              }
            }));
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
    String why = failure;
    if (underWay.get() == 0 || silent < LATE.plus(interval).toNanos()) {
      return Optional.empty();
    }
    return Optional.of(
        "Kafka has taken no record for %d s; %d wait in memory%s"
            .formatted(
                Duration.ofNanos(silent).toSeconds(),
                underWay.get(),
                why == null ? "" : ". " + why));
  }

  /** Puts it at the end of the line; when that is full, its oldest sample is given up. */
  private void add(Waiting record) {
    Waiting dropped = null;
    synchronized (line) {
      if (line.size() >= capacity) {
        dropped = line.stream().filter(Waiting::sample).findFirst().orElse(null);
        if (dropped != null) {
          line.removeFirstOccurrence(dropped);
        }
      }
      underWay.incrementAndGet();
      line.addLast(record);
      line.notifyAll();
    }
    if (dropped != null) {
      underWay.decrementAndGet();
      dropped.done.accept(false);
    }
  }

  private void work() {
    try {
      for (Waiting next = take(); next != null; next = take()) {
        while (new Attempt(next).isRefused()) {
          if (!pause()) {
            next.done.accept(false);
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      LOG.debug("Stopped");
    }
  }

  /** The next of the line; null at the end. */
  private @Nullable Waiting take() throws InterruptedException {
    synchronized (line) {
      while (line.isEmpty()) {
        if (closing) {
          return null;
        }
        line.wait();
      }
      return line.pollFirst();
    }
  }

  /** Waits a moment; false when there is no time to wait any more. */
  private boolean pause() throws InterruptedException {
    synchronized (line) {
      if (!closing) {
        line.wait(PAUSE_MS);
      }
      return !closing;
    }
  }

  private void failed(Exception error) {
    String now = String.valueOf(error.getMessage());
    if (failure == null) {
      LOG.warn("Records wait: {}", now);
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
    synchronized (line) {
      closing = true;
      line.notifyAll();
    }
    try {
      sender.join(lastWords.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    producer.close(failure == null ? lastWords : Duration.ofSeconds(1));
  }
}
