package io.boardstream.runtime;

/**
 * A long-running part of the system. Started once, closed once; health may be asked at any time.
 */
public interface Component extends AutoCloseable {

  /** Short name for people and metrics, for example {@code producer}. */
  String name();

  /**
   * Starts the part and returns; work goes on in threads of its own.
   *
   * @throws SettingsException when a setting makes the start impossible
   */
  void start();

  Health health();

  /** Stops the part, finishing what it has begun. Idempotent. */
  @Override
  void close();
}
