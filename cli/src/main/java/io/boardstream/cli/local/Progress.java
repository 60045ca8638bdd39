package io.boardstream.cli.local;

import io.boardstream.runtime.Health;
import java.time.Duration;

/** Is told how the parts of a local system are doing, for people to read. Called by any thread. */
public interface Progress {

  /** A part is ready for the first time. */
  void ready(String part, String detail, Duration took);

  /** A part's health is not what it was. */
  void changed(String part, Health health);
}
