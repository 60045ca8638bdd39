package io.boardstream.agent.artifact;

import io.boardstream.avro.Artifact;
import java.util.List;
import java.util.Optional;

/**
 * What a program left behind.
 *
 * @param artifact the compiled artefact, when there is one
 * @param warnings why there is none, or what is wrong with it
 */
public record LeftBehind(Optional<Artifact> artifact, List<String> warnings) {

  public LeftBehind {
    warnings = List.copyOf(warnings);
  }

  public static LeftBehind nothing() {
    return new LeftBehind(Optional.empty(), List.of());
  }
}
