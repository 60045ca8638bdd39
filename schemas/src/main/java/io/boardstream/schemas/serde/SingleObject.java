package io.boardstream.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.SchemaNormalization;

/**
 * The header of Avro's single-object encoding: two marker bytes and the fingerprint of the schema,
 * lowest byte first. What follows is the same binary as in Confluent's format.
 */
final class SingleObject {

  static final int HEADER_LENGTH = 10;

  private static final byte FIRST_MARKER = (byte) 0xC3;
  private static final byte SECOND_MARKER = 1;

  private SingleObject() {}

  static long fingerprint(Schema schema) {
    return SchemaNormalization.parsingFingerprint64(schema);
  }

  /** Whether the bytes are a record written by the schema with this fingerprint. */
  static boolean isOf(long fingerprint, byte[] bytes) {
    if (bytes.length < HEADER_LENGTH || bytes[0] != FIRST_MARKER || bytes[1] != SECOND_MARKER) {
      return false;
    }
    for (int i = 0; i < Long.BYTES; i++) {
      if (bytes[2 + i] != (byte) (fingerprint >>> (8 * i))) {
        return false;
      }
    }
    return true;
  }
}
