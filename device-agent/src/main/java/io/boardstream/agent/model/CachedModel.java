package io.boardstream.agent.model;

import java.nio.file.Path;

/**
 * A model file that stays in the cache until it is closed.
 *
 * @param sha256 of its bytes, hexadecimal
 * @param release called once it is not needed any more
 */
public record CachedModel(Path file, String sha256, long size, Runnable release)
    implements AutoCloseable {

  @Override
  public void close() {
    release.run();
  }
}
