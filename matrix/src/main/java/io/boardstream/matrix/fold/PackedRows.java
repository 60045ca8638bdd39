package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.evidence.RunAssembly;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one run in little memory: the first as it is, of the others what differs from it. The
 * rows of a run have most columns in common, so a row takes some thirty bytes.
 */
final class PackedRows {

  private static final int FIELDS = BenchmarkRow.getClassSchema().getFields().size();

  // What stands before a value.
  private static final int NULL = 0;
  private static final int TEXT = 1;
  private static final int LONG = 2;
  private static final int DOUBLE = 3;
  private static final int TIME = 4;
  private static final int FALSE = 5;
  private static final int TRUE = 6;
  private static final int VERSION = 7;

  private final String firstId;
  private final BenchmarkRow first;
  private byte[] others = {};
  private int length;

  PackedRows(String factId, BenchmarkRow first) {
    this.firstId = factId;
    this.first = first;
  }

  /** Adds a row; one with the same fact id as an earlier one replaces it. */
  void add(String factId, BenchmarkRow row) {
    long different = 0;
    for (int field = 0; field < FIELDS; field++) {
      if (!Objects.equals(row.get(field), first.get(field))) {
        different |= 1L << field;
      }
    }
    text(factId, firstId);
    number(different);
    for (int field = 0; field < FIELDS; field++) {
      if ((different & (1L << field)) != 0) {
        value(field, row.get(field));
      }
    }
  }

  /** The rows by fact id, each once; as many as {@link Facts#of} asks for. */
  List<BenchmarkRow> rows() {
    if (length == 0) {
      return List.of(first);
    }
    NavigableMap<byte[], BenchmarkRow> rows = new TreeMap<>(Arrays::compareUnsigned);
    rows.put(order(firstId), first);
    Reader reader = new Reader();
    while (reader.position < length) {
      rows.put(order(reader.text(firstId)), reader.row());
      if (rows.size() > RunAssembly.MAX_ROWS + 1) {
        rows.pollLastEntry(); // Whatever comes later, it is not among the first any more.
      }
    }
    return new ArrayList<>(rows.values());
  }

  /** As the keys of stored facts are ordered: by the UTF-8 bytes of the id. */
  private static byte[] order(String factId) {
    return factId.getBytes(UTF_8);
  }

  private void value(int field, @Nullable Object value) {
    if (value == null) {
      put(NULL);
    } else if (value instanceof String text) {
      put(TEXT);
      text(text, first.get(field) instanceof String of ? of : "");
    } else if (value instanceof Long number) {
      put(LONG);
      number(number);
    } else if (value instanceof Double number) {
      put(DOUBLE);
      long bits = Double.doubleToRawLongBits(number);
      for (int shift = 56; shift >= 0; shift -= 8) {
        put((int) (bits >>> shift));
      }
    } else if (value instanceof Instant time) {
      put(TIME);
      number(time.getEpochSecond());
      number(time.getNano());
    } else if (value instanceof Boolean yes) {
      put(yes ? TRUE : FALSE);
    } else if (value instanceof FactVersion version) {
      put(VERSION);
      number(version.getEpoch());
      number(version.getSequence());
    } else {
      throw new IllegalStateException("A row has no fields of " + value.getClass());
    }
  }

  /** Ids and places in files differ in their last letters only. */
  private void text(String text, String other) {
    int most = Math.min(text.length(), other.length());
    int shared = 0;
    while (shared < most && text.charAt(shared) == other.charAt(shared)) {
      shared++;
    }
    if (shared > 0 && Character.isHighSurrogate(text.charAt(shared - 1))) {
      shared--; // Half a letter has no bytes.
    }
    number(shared);
    byte[] rest = text.substring(shared).getBytes(UTF_8);
    number(rest.length);
    room(rest.length);
    System.arraycopy(rest, 0, others, length, rest.length);
    length += rest.length;
  }

  private void number(long number) {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      put((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    put((int) rest);
  }

  private void put(int b) {
    room(1);
    others[length++] = (byte) b;
  }

  private void room(int bytes) {
    if (length + bytes > others.length) {
      others = Arrays.copyOf(others, Math.max(length + bytes, 64 + others.length * 3 / 2));
    }
  }

  private final class Reader {
    private int position;

    BenchmarkRow row() {
      long different = number();
      BenchmarkRow row = new BenchmarkRow();
      for (int field = 0; field < FIELDS; field++) {
        row.put(field, (different & (1L << field)) == 0 ? first.get(field) : value(field));
      }
      return row;
    }

    private @Nullable Object value(int field) {
      int kind = others[position++];
      return switch (kind) {
        case NULL -> null;
        case TEXT -> text(first.get(field) instanceof String of ? of : "");
        case LONG -> number();
        case DOUBLE -> real();
        case TIME -> Instant.ofEpochSecond(number(), number());
        case FALSE, TRUE -> kind == TRUE;
        case VERSION -> new FactVersion(number(), number());
        default -> throw new IllegalStateException("No kind of value: " + kind);
      };
    }

    String text(String other) {
      int shared = (int) number();
      int bytes = (int) number();
      String rest = new String(others, position, bytes, UTF_8);
      position += bytes;
      return shared == 0 ? rest : other.substring(0, shared) + rest;
    }

    private double real() {
      long bits = 0;
      for (int i = 0; i < Long.BYTES; i++) {
        bits = (bits << 8) | (others[position++] & 0xFF);
      }
      return Double.longBitsToDouble(bits);
    }

    private long number() {
      long number = 0;
      for (int shift = 0; ; shift += 7) {
        byte b = others[position++];
        number |= (long) (b & 0x7F) << shift;
        if (b >= 0) {
          return number;
        }
      }
    }
  }
}
