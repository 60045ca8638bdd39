package io.boardstream.matrix.assembly;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the task of a job is told; it travels as bytes: one byte kind, then each part after its
 * length of 4 bytes.
 */
final class JobMessage {

  /** What is told. The codes travel: never changed, never used again. */
  enum Kind {
    /** Key of a run; the run. */
    RUN(1),
    /** Key of a run: it is gone from this job, and its measurements with it. */
    RUN_GONE(2),
    /** Key of its run, key of a measurement; the measurement. */
    MEASUREMENT(3),
    /** Key of its run, key of a measurement that is gone. */
    MEASUREMENT_GONE(4),
    /** Key of a job; the job, and its pipeline, empty when there is none. */
    JOB(5),
    /** Key of a job that is gone. */
    JOB_GONE(6);

    final int code;

    Kind(int code) {
      this.code = code;
    }

    static Kind of(int code) {
      for (Kind kind : values()) {
        if (kind.code == code) {
          return kind;
        }
      }
      throw new IllegalArgumentException("No kind of message has the code " + code);
    }
  }

  private final Kind kind;
  private final List<byte[]> parts;

  private JobMessage(Kind kind, List<byte[]> parts) {
    this.kind = kind;
    this.parts = parts;
  }

  static byte[] run(String runKey, byte[] run) {
    return encode(Kind.RUN, runKey.getBytes(UTF_8), run);
  }

  static byte[] runGone(String runKey) {
    return encode(Kind.RUN_GONE, runKey.getBytes(UTF_8));
  }

  static byte[] measurement(String runKey, String measurementKey, byte[] measurement) {
    return encode(
        Kind.MEASUREMENT, runKey.getBytes(UTF_8), measurementKey.getBytes(UTF_8), measurement);
  }

  static byte[] measurementGone(String runKey, String measurementKey) {
    return encode(Kind.MEASUREMENT_GONE, runKey.getBytes(UTF_8), measurementKey.getBytes(UTF_8));
  }

  static byte[] job(String jobKey, byte[] job, byte[] pipeline) {
    return encode(Kind.JOB, jobKey.getBytes(UTF_8), job, pipeline);
  }

  static byte[] jobGone(String jobKey) {
    return encode(Kind.JOB_GONE, jobKey.getBytes(UTF_8));
  }

  static JobMessage decode(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    Kind kind = Kind.of(buffer.get());
    List<byte[]> parts = new ArrayList<>(3);
    while (buffer.hasRemaining()) {
      byte[] part = new byte[buffer.getInt()];
      buffer.get(part);
      parts.add(part);
    }
    return new JobMessage(kind, parts);
  }

  private static byte[] encode(Kind kind, byte[]... parts) {
    int length = 1;
    for (byte[] part : parts) {
      length += Integer.BYTES + part.length;
    }
    ByteBuffer buffer = ByteBuffer.allocate(length).put((byte) kind.code);
    for (byte[] part : parts) {
      buffer.putInt(part.length).put(part);
    }
    return buffer.array();
  }

  Kind kind() {
    return kind;
  }

  String text(int part) {
    return new String(parts.get(part), UTF_8);
  }

  byte[] bytes(int part) {
    return parts.get(part);
  }
}
