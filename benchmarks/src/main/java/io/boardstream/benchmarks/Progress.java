package io.boardstream.benchmarks;

/** Told what a benchmark is doing, for somebody who waits for it. */
@FunctionalInterface
public interface Progress {

  /** One line, without its end. */
  void says(String line);

  /** Tells nobody. */
  static Progress none() {
    return line -> {};
  }
}
