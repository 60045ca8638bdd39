package io.boardstream.benchmarks;

/** Nothing could be measured, or what was measured is wrong. The message is for people. */
public final class BenchmarkException extends RuntimeException {

  public BenchmarkException(String message) {
    super(message);
  }

  public BenchmarkException(String message, Throwable cause) {
    super(message, cause);
  }
}
