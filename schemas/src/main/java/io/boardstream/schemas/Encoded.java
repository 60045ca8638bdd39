package io.boardstream.schemas;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record together with its single-object encoding, for those who keep the one and send the other:
 * it is encoded once.
 *
 * @param <T> a generated type
 */
public final class Encoded<T extends SpecificRecord> {

  private final T value;
  private final byte[] bytes;

  /**
   * Trusts that the bytes are those of the value, and that nobody changes them any more.
   *
   * @param bytes the value in Avro's single-object encoding, by the schema of its class
   */
  public Encoded(T value, byte[] bytes) {
    this.value = value;
    this.bytes = bytes;
  }

  public T value() {
    return value;
  }

  /** Not a copy: read only. */
  public byte[] bytes() {
    return bytes;
  }
}
