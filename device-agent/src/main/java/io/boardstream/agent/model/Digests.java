package io.boardstream.agent.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digests of files and texts, hexadecimal. */
final class Digests {

  private Digests() {}

  static MessageDigest sha256() {
    return named("SHA-256");
  }

  static String sha256(String text) {
    return hex(sha256().digest(text.getBytes(UTF_8)));
  }

  static String sha256(Path file) throws IOException {
    return of(file, sha256());
  }

  /** What Git calls the content of a file: the name of a small file in a hub's repository. */
  static String gitBlob(Path file) throws IOException {
    MessageDigest digest = named("SHA-1");
    digest.update(("blob " + Files.size(file) + "\0").getBytes(UTF_8));
    return of(file, digest);
  }

  static String hex(byte[] bytes) {
    return HexFormat.of().formatHex(bytes);
  }

  private static String of(Path file, MessageDigest digest) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return hex(digest.digest());
  }

  private static MessageDigest named(String name) {
    try {
      return MessageDigest.getInstance(name);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has " + name, e);
    }
  }
}
