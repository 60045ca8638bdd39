package io.boardstream.producers.postgres;

import java.util.Map;

/** A source that is captured from a database, as the others know it. */
public final class CapturedSource {

  private CapturedSource() {}

  /** The name under which Debezium keeps the position of a source. */
  static String engineName(String source) {
    return "boardstream-" + source;
  }

  /** Where the position of a source stands once it has been captured. */
  public static byte[] positionKey(String source) {
    return new OffsetCodec(engineName(source)).key(Map.of("server", source));
  }
}
