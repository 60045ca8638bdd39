package io.boardstream.schemas.serde;

import org.apache.kafka.common.errors.RetriableException;

/**
 * The registry could not be asked: it is away, or refuses us. Says nothing about the record, which
 * must be kept and tried again, never dead-lettered.
 */
public final class RegistryUnavailableException extends RetriableException {

  public RegistryUnavailableException(String message) {
    super(message);
  }
}
