package io.boardstream.matrix.fold;

import java.util.Arrays;

/** Part of a stored key as a value, in the order of the store. */
final class RawKey implements Comparable<RawKey> {

  private final byte[] bytes;

  RawKey(byte[] bytes) {
    this.bytes = bytes;
  }

  byte[] bytes() {
    return bytes;
  }

  @Override
  public int compareTo(RawKey other) {
    return Arrays.compareUnsigned(bytes, other.bytes);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RawKey key && Arrays.equals(bytes, key.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }
}
