package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.Optional;

/**
 * The newest events, numbered, as the bytes in which they are sent. Numbers hold for this start of
 * this replica: a browser that comes with a number of another one is told to read the matrix anew.
 */
final class EventLog {

  /**
   * Bytes for a reader, and the number that it asks for next.
   *
   * @param bytes never empty
   */
  @SuppressWarnings("ArrayRecordComponent") // Handed to a socket, never compared.
  record Chunk(byte[] bytes, long next) {}

  /** So that somebody who was away for long is not served from one huge array. */
  private static final int EVENTS_PER_CHUNK = 256;

  private final String epoch;
  private final int kept;
  private final ArrayDeque<byte[]> frames = new ArrayDeque<>();
  private long end = 1;

  /** Most readers ask for the same. */
  private Optional<Chunk> newest = Optional.empty();

  private long newestFrom;

  /**
   * An empty log.
   *
   * @param epoch tells this start of this replica from all others; letters and digits
   */
  EventLog(String epoch, int kept) {
    this.epoch = epoch;
    this.kept = kept;
  }

  /** Adds an event; the data are JSON on one line. */
  synchronized void append(String name, byte[] data) {
    frames.add(frame(idOf(end), name, data));
    end++;
    if (frames.size() > kept) {
      frames.remove();
    }
    newest = Optional.empty();
  }

  /** Id of the newest event. */
  synchronized String lastId() {
    return idOf(end - 1);
  }

  /** Number of the next event. */
  synchronized long end() {
    return end;
  }

  /** Where a reader goes on that has seen this id; empty when that is not known any more. */
  synchronized Optional<Long> after(String id) {
    if (!id.startsWith(epoch + "-")) {
      return Optional.empty();
    }
    try {
      long next = Long.parseLong(id, epoch.length() + 1, id.length(), 10) + 1;
      return Optional.of(next).filter(n -> n >= end - frames.size() && n <= end);
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }

  /** Whether a reader at this number has missed events that are not kept any more. */
  synchronized boolean isLost(long next) {
    return next < end - frames.size();
  }

  /** The events from a number on; empty when there are none yet. */
  synchronized Optional<Chunk> from(long next) {
    if (next >= end) {
      return Optional.empty();
    }
    if (newest.isPresent() && newestFrom == next) {
      return newest;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Iterator<byte[]> events = frames.iterator();
    long at = end - frames.size();
    for (; at < next; at++) {
      events.next();
    }
    for (int taken = 0; taken < EVENTS_PER_CHUNK && events.hasNext(); taken++) {
      bytes.writeBytes(events.next());
      at++;
    }
    newestFrom = next;
    newest = Optional.of(new Chunk(bytes.toByteArray(), at));
    return newest;
  }

  /** An event outside the log, with the newest id. */
  byte[] loose(String name, byte[] data) {
    return frame(lastId(), name, data);
  }

  private String idOf(long number) {
    return epoch + "-" + number;
  }

  private static byte[] frame(String id, String name, byte[] data) {
    ByteArrayOutputStream frame = new ByteArrayOutputStream(data.length + 64);
    frame.writeBytes(("id: " + id + "\nevent: " + name + "\ndata: ").getBytes(UTF_8));
    frame.writeBytes(data);
    frame.writeBytes("\n\n".getBytes(UTF_8));
    return frame.toByteArray();
  }
}
