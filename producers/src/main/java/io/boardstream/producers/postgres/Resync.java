package io.boardstream.producers.postgres;

import java.util.Locale;

/**
 * All rows have to be read again.
 *
 * @param why what led to it, for people
 */
record Resync(Reason reason, String why) {

  /** Kinds of causes; as a tag of metrics they are public interface. */
  enum Reason {
    /** Nothing was read yet. */
    FIRST,
    /** The last snapshot was cut short. */
    UNFINISHED,
    /** Other tables are captured than before. */
    TABLES,
    /** The slot is gone, or the log that it needs. */
    SLOT,
    /** The database was put back to an earlier point, or is another one. */
    RESTORED,
    /** Kafka has lost what it had acknowledged. */
    KAFKA,
    /** The log does not say enough of a change. */
    LOG,
    /** Somebody asked for it. */
    REQUESTED;

    String tag() {
      return name().toLowerCase(Locale.ROOT);
    }
  }
}
