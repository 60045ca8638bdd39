package io.boardstream.matrix.fold;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** Short names for long keys. */
final class Digests {

  private static final int BYTES_OF_ID = 8;

  private Digests() {}

  static byte[] sha256(byte[]... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (byte[] part : parts) {
        digest.update(part);
      }
      return digest.digest();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  /** 16 hexadecimal digits. */
  static String hex(byte[]... parts) {
    return HexFormat.of().formatHex(Arrays.copyOf(sha256(parts), BYTES_OF_ID));
  }
}
