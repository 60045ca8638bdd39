package io.boardstream.producers;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which file rows come from.
 *
 * @param name without its folder
 * @param sha256 of its bytes, in hexadecimal digits
 */
public record FileOrigin(String name, String sha256) {

  private static final int BUFFER = 1 << 16;

  /** Enough of the hash to tell files apart in the provenance of a row. */
  private static final int SHOWN = 16;

  /**
   * Of the file as it is now.
   *
   * @throws RowReaderException when it cannot be read
   */
  public static FileOrigin of(Path file) {
    MessageDigest digest = newSha256();
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest)) {
      byte[] buffer = new byte[BUFFER];
      while (in.read(buffer) >= 0) {
        // The stream digests what passes.
      }
    } catch (IOException e) {
      throw new RowReaderException("Cannot read " + file + ": " + e, e);
    }
    return new FileOrigin(
        String.valueOf(file.getFileName()), HexFormat.of().formatHex(digest.digest()));
  }

  /** A fresh SHA-256. */
  public static MessageDigest newSha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java platform has SHA-256", e);
    }
  }

  /** Provenance of what stands at a place in the file. */
  public String at(String place) {
    return name + " sha256:" + sha256.substring(0, SHOWN) + " " + place;
  }
}
