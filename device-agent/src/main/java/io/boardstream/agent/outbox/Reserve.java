package io.boardstream.agent.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/**
 * A file that only takes room, so that on a full disk there is some for what makes room. For use by
 * one thread at a time.
 */
final class Reserve {
  private static final int BYTES = 1 << 20;

  private final Path file;
  private boolean there;

  private Reserve(Path file) {
    this.file = file;
  }

  static Reserve beside(Path database) {
    Reserve reserve =
        new Reserve(database.resolveSibling(database.getFileName().toString() + "-reserve"));
    reserve.there = Files.exists(reserve.file);
    reserve.restore();
    return reserve;
  }

  /** Gives the room back; false when there is none to give. */
  boolean release() {
    try {
      there = false;
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      return false;
    }
  }

  /** Takes the room, if it is not taken and there is enough. */
  void restore() {
    if (there) {
      return;
    }
    // Some file systems would keep zeros in no room at all.
    byte[] bytes = new byte[BYTES];
    new Random(1).nextBytes(bytes);
    try {
      Files.write(file, bytes);
      there = true;
    } catch (IOException e) {
      release();
    }
  }
}
