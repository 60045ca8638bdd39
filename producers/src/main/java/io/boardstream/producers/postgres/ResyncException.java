package io.boardstream.producers.postgres;

/** Streaming cannot go on from here: all rows have to be read again. */
final class ResyncException extends RuntimeException {

  private final transient Resync resync;

  ResyncException(Resync resync) {
    super(resync.why());
    this.resync = resync;
  }

  Resync resync() {
    return resync;
  }
}
