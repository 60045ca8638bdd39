package io.boardstream.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Many readers of server-sent events, in one thread. Used by one thread. */
final class EventFollowers implements AutoCloseable {

  private static final String REQUEST =
      "GET /api/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n";

  private static final int TAIL = 256;

  private final Selector selector = Selector.open();
  private final List<SocketChannel> sockets = new ArrayList<>();
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);

  /** What one of them has read lately, as a text may come in two parts. */
  private static final class Reader {
    private String tail = "";
  }

  EventFollowers() throws IOException {}

  /** Connects so many, and returns when all are being served. */
  void connect(InetSocketAddress address, int count, long limitNanos) throws IOException {
    for (int i = 0; i < count; i++) {
      SocketChannel socket = SocketChannel.open(address);
      sockets.add(socket);
      socket.write(ByteBuffer.wrap(REQUEST.getBytes(UTF_8)));
      socket.configureBlocking(false);
      socket.register(selector, SelectionKey.OP_READ, new Reader());
    }
    untilAllHaveRead("event: state", limitNanos);
  }

  /**
   * Reads until each has met a text.
   *
   * @return when the last did, by the nanosecond clock
   */
  long untilAllHaveRead(String text, long limitNanos) throws IOException {
    Set<SelectionKey> waiting = new HashSet<>(selector.keys());
    long began = System.nanoTime();
    while (!waiting.isEmpty()) {
      if (System.nanoTime() - began > limitNanos) {
        throw new BenchmarkException(
            "%d of %d readers of events have not read \"%s\" within %d s."
                .formatted(waiting.size(), sockets.size(), text, limitNanos / 1_000_000_000));
      }
      selector.select(100);
      for (SelectionKey key : selector.selectedKeys()) {
        if (read(key, text)) {
          waiting.remove(key);
        }
      }
      selector.selectedKeys().clear();
    }
    return System.nanoTime();
  }

  private boolean read(SelectionKey key, String text) throws IOException {
    Reader reader = (Reader) key.attachment();
    boolean met = false;
    buffer.clear();
    int count;
    while ((count = ((SocketChannel) key.channel()).read(buffer)) > 0) {
      String all = reader.tail + new String(buffer.array(), 0, buffer.position(), UTF_8);
      met |= all.contains(text);
      reader.tail = all.substring(Math.max(0, all.length() - TAIL));
      buffer.clear();
    }
    if (count < 0) {
      throw new BenchmarkException("The site let a reader of events go.");
    }
    return met;
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel socket : sockets) {
      socket.close();
    }
    selector.close();
  }
}
