package io.boardstream.agent.frontend;

import java.util.Map;

/**
 * One step of a frontend's ladder: options to compile with.
 *
 * @param level how deep the change to the model is: 1 for options alone
 * @param options passed to the program as {@code --option name=value}; empty for its defaults
 */
public record Rung(int level, Map<String, String> options) {

  public Rung {
    options = Map.copyOf(options);
  }
}
