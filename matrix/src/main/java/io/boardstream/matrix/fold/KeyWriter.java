package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes tuples as bytes whose unsigned order is the order of the tuples, part by part. No tuple is
 * a prefix of another of the same shape, so a prefix of parts selects exactly the tuples that begin
 * with them.
 */
public final class KeyWriter {

  private byte[] bytes = new byte[96];
  private int length;

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  public KeyWriter tag(int tag) {
    return append((byte) tag);
  }

  /** Text in code point order; a shorter text comes before its extensions. */
  public KeyWriter text(String text) {
    for (byte b : text.getBytes(UTF_8)) {
      append(b);
      if (b == 0) {
        append((byte) 0xFF);
      }
    }
    return append((byte) 0).append((byte) 1);
  }

  /** Text in which runs of digits count as numbers: {@code run-9} before {@code run-10}. */
  public KeyWriter natural(String text) {
    int i = 0;
    while (i < text.length()) {
      int end = i;
      while (end < text.length() && isDigit(text.charAt(end))) {
        end++;
      }
      if (end > i) {
        number(text, i, end);
      } else {
        end = i;
        while (end < text.length() && !isDigit(text.charAt(end))) {
          end++;
        }
        for (byte b : text.substring(i, end).getBytes(UTF_8)) {
          append(b);
          if (b == 0) {
            append((byte) 0xFF);
          }
        }
      }
      i = end;
    }
    append((byte) 0).append((byte) 1);
    return text(text); // 007 and 7 are the same number, but not the same text.
  }

  KeyWriter number(long number) {
    long ordered = number ^ Long.MIN_VALUE;
    for (int shift = 56; shift >= 0; shift -= 8) {
      append((byte) (ordered >>> shift));
    }
    return this;
  }

  /** Numbers in their order, absent ones last. */
  KeyWriter number(Optional<Long> number) {
    if (number.isEmpty()) {
      return tag(1);
    }
    return tag(0).number(number.get());
  }

  /** The parts that {@code parts} writes, in the opposite order. */
  KeyWriter descending(Consumer<KeyWriter> parts) {
    int from = length;
    parts.accept(this);
    for (int i = from; i < length; i++) {
      bytes[i] = (byte) ~bytes[i];
    }
    return this;
  }

  public KeyWriter raw(byte[] encoded) {
    for (byte b : encoded) {
      append(b);
    }
    return this;
  }

  /** The first key after all keys that begin with the prefix. */
  public static byte[] after(byte[] prefix) {
    for (int i = prefix.length - 1; i >= 0; i--) {
      if (prefix[i] != (byte) 0xFF) {
        byte[] end = Arrays.copyOf(prefix, i + 1);
        end[i]++;
        return end;
      }
    }
    throw new IllegalArgumentException("No key is after a prefix of 0xFF only");
  }

  private void number(String text, int from, int to) {
    int first = from;
    while (first < to - 1 && text.charAt(first) == '0') {
      first++;
    }
    append((byte) '0');
    number(to - first);
    for (int i = first; i < to; i++) {
      append((byte) text.charAt(i));
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private KeyWriter append(byte b) {
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, 2 * length);
    }
    bytes[length++] = b;
    return this;
  }
}
