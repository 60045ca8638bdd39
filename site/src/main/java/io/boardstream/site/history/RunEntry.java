package io.boardstream.site.history;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.BenchmarkRun;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * What a record of the topic of runs says.
 *
 * @param ref names the run on the site: short, and safe in an address whatever the run is called
 * @param run null when it was taken back
 */
public record RunEntry(long ref, @Nullable BenchmarkRun run) {

  /** Of a key of the topic. */
  public static RunEntry of(String key, @Nullable BenchmarkRun run) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(UTF_8));
      return new RunEntry(ByteBuffer.wrap(digest).getLong(), run);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
