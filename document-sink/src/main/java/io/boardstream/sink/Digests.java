package io.boardstream.sink;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;

/** Sums of documents, as S3 writes them. */
final class Digests {

  private final byte[] sum;

  private Digests(byte[] sum) {
    this.sum = sum;
  }

  static Digests md5(byte[] bytes) {
    return of("MD5", bytes);
  }

  static Digests sha256(byte[] bytes) {
    return of("SHA-256", bytes);
  }

  String hex() {
    return HexFormat.of().formatHex(sum);
  }

  String base64() {
    return Base64.getEncoder().encodeToString(sum);
  }

  private static Digests of(String algorithm, byte[] bytes) {
    try {
      return new Digests(MessageDigest.getInstance(algorithm).digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + algorithm, e);
    }
  }
}
