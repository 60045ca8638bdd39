package io.boardstream.batch.audit;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * What {@code benchmark.rows} says of one key: its newest version. Numbers, not objects: there may
 * be a million of them.
 */
final class LiveRow {

  enum State {
    /** A row that can be used. */
    LIVE,
    /** Deleted. */
    GRAVE,
    /** A record that cannot be used; it takes back what it replaced. */
    REJECTED
  }

  /** No model, no rule. */
  static final int NONE = -1;

  final int source;
  State state = State.GRAVE;
  long epoch;
  long sequence;
  long contentHigh;
  long contentLow;
  int model = NONE;
  int rule = NONE;

  /** The row says that it belongs under another key. */
  boolean misplaced;

  int partition;
  long offset;
  long timestamp;

  /** The last round in which a record of the key came. */
  int touched;

  /** The last round in which the source was found to have the key. */
  int seen;

  LiveRow(int source) {
    this.source = source;
  }

  boolean isLive() {
    return state == State.LIVE;
  }

  boolean says(Digest content) {
    return isLive() && contentHigh == content.high() && contentLow == content.low();
  }

  boolean stoodAt(int atPartition, long atOffset) {
    return partition == atPartition && offset == atOffset;
  }

  void standsAt(ConsumerRecord<?, ?> record) {
    partition = record.partition();
    offset = record.offset();
    timestamp = record.timestamp();
  }
}
