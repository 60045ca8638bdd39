package io.boardstream.matrix.catalogue;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A model as documents show it.
 *
 * @param name the catalogue's spelling; the raw name where the catalogue does not know the model
 * @param mapped whether the catalogue knows the model
 * @param family "Other" when unknown
 * @param tasks what the model is for; empty when unknown
 * @param description one sentence; empty when unknown
 * @param links URLs by kind, sorted by kind
 * @param editorialNotes words of the editors
 * @param parameters parameter count for people, "8B"
 * @param contextWindow tokens
 */
public record ModelEntry(
    String name,
    boolean mapped,
    String family,
    List<String> tasks,
    String description,
    Map<String, String> links,
    List<String> editorialNotes,
    Optional<String> parameters,
    Optional<Long> contextWindow) {

  public ModelEntry {
    tasks = List.copyOf(tasks);
    links = Collections.unmodifiableMap(new TreeMap<>(links));
    editorialNotes = List.copyOf(editorialNotes);
  }
}
