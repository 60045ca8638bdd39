package io.boardstream.runtime;

/** A setting is wrong. The message names the key, the value, where it stands, and what to do. */
public final class SettingsException extends RuntimeException {

  public SettingsException(String message) {
    super(message);
  }

  public SettingsException(String message, Throwable cause) {
    super(message, cause);
  }
}
