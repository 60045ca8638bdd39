package io.boardstream.agent.runner;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a program prints: bounded lines for whoever reads them, and a log of bounded size with its
 * beginning and its end. A log that cannot be written is no reason to end the program; why is in
 * the tail.
 */
final class Output implements Closeable {

  /** Longer lines are cut for readers; the log has them as far as there is room. */
  static final int MAX_LINE = 64 << 10;

  private static final int MAX_TAIL = 64 << 10;

  private final long head;
  private final byte[] tail = new byte[MAX_TAIL];
  private @Nullable OutputStream log;
  private String logError = "";
  private long written;
  private long total;

  Output(Path file, long logBytes) {
    this.head = Math.max(0, logBytes - MAX_TAIL);
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      log = Files.newOutputStream(file);
    } catch (IOException e) {
      logError = "The log cannot be written: " + e.getMessage();
    }
  }

  /** Reads a stream to its end. */
  void read(InputStream in, Consumer<String> lines) {
    byte[] buffer = new byte[MAX_TAIL];
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        keep(buffer, n);
        int start = 0;
        for (int i = 0; i < n; i++) {
          if (buffer[i] == '\n') {
            append(line, buffer, start, i);
            lines.accept(line.toString(UTF_8));
            line.reset();
            start = i + 1;
          }
        }
        append(line, buffer, start, n);
      }
    } catch (IOException e) {
      // The stream was closed because the program was ended.
    }
    if (line.size() > 0) {
      lines.accept(line.toString(UTF_8));
    }
  }

  private static void append(ByteArrayOutputStream line, byte[] buffer, int from, int to) {
    line.write(buffer, from, Math.min(to - from, MAX_LINE - line.size()));
  }

  synchronized long total() {
    return total;
  }

  /** The end of all that was printed. */
  synchronized String tail() {
    int size = (int) Math.min(total, MAX_TAIL);
    byte[] end = new byte[size];
    for (int i = 0; i < size; i++) {
      end[i] = tail[(int) ((total - size + i) % MAX_TAIL)];
    }
    String text = new String(end, UTF_8);
    return logError.isEmpty() ? text : text + "\n" + logError;
  }

  @Override
  public synchronized void close() {
    if (log == null) {
      return;
    }
    try (OutputStream out = log) {
      long left = total - written;
      if (left > MAX_TAIL) {
        out.write(("\n[… " + (left - MAX_TAIL) + " bytes left out …]\n").getBytes(UTF_8));
        left = MAX_TAIL;
      }
      for (long i = total - left; i < total; i++) {
        out.write(tail[(int) (i % MAX_TAIL)]);
      }
    } catch (IOException e) {
      logError = "The log cannot be written: " + e.getMessage();
    }
    log = null;
  }

  private synchronized void keep(byte[] buffer, int n) {
    if (log != null && written == total && written < head) {
      int part = (int) Math.min(n, head - written);
      try {
        log.write(buffer, 0, part);
        written += part;
      } catch (IOException e) {
        logError = "The log cannot be written: " + e.getMessage();
        log = null;
      }
    }
    // The buffer is no longer than the tail, so it wraps at most once.
    int at = (int) (total % MAX_TAIL);
    int first = Math.min(n, MAX_TAIL - at);
    System.arraycopy(buffer, 0, tail, at, first);
    System.arraycopy(buffer, first, tail, 0, n - first);
    total += n;
  }
}
