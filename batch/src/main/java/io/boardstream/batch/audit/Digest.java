package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.fold.FactRouting;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The first half of a SHA-256: tells contents apart without keeping them. */
record Digest(long high, long low) {

  static Digest of(byte[] bytes) {
    try {
      ByteBuffer digest = ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes));
      return new Digest(digest.getLong(), digest.getLong());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }

  static Digest of(String text) {
    return of(text.getBytes(UTF_8));
  }

  /** Of what a row says, whatever its version: a query of the database knows none. */
  static Digest of(BenchmarkRow row) {
    return of(
        FactRouting.encode(
            row.getVersion().isEmpty()
                ? row
                : BenchmarkRow.newBuilder(row).setVersion(null).build()));
  }
}
