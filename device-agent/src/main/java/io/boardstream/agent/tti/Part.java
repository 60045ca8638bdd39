package io.boardstream.agent.tti;

/** Files, and their bytes unpacked, below one name at the top of an image. */
public record Part(int files, long bytes) {

  Part and(Part other) {
    return new Part(files + other.files, bytes + other.bytes);
  }
}
