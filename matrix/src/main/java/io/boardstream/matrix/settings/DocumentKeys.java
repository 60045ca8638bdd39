package io.boardstream.matrix.settings;

import io.boardstream.matrix.documents.DocumentSettings;
import java.util.List;
import java.util.Map;

/**
 * What decides the bytes of the documents besides the matrix. The sink and the batch conversion
 * read the same keys.
 */
public final class DocumentKeys {

  public static final MatrixSettings.Key SOURCE =
      new MatrixSettings.Key(
          "documents.source",
          "database",
          "What metadata.source of compatibility.json says. Needs a restart.");

  public static final MatrixSettings.Key V1_CELLS =
      new MatrixSettings.Key(
          "documents.v1-cells",
          "evidence",
          "Which cells compatibility.json lists: 'evidence' leaves untested ones out, 'all' writes"
              + " them as Not Supported, as the older pipeline did. Needs a restart.");

  public static final MatrixSettings.Key V1_EXTRAS =
      new MatrixSettings.Key(
          "documents.v1-extras",
          "metrics",
          "What compatibility.json has beyond its published shape: 'metrics' adds hardware_id and"
              + " metrics to each cell, 'none' adds nothing. Needs a restart.");

  public static final MatrixSettings.Key V1_REFERENCE =
      new MatrixSettings.Key(
          "documents.v1-reference",
          "none",
          "Whether compatibility.json lists the reference device 'cpu', which is no board: 'none' or"
              + " 'listed'. Documents of models always do. Needs a restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<MatrixSettings.Key> KEYS =
      List.of(SOURCE, V1_CELLS, V1_EXTRAS, V1_REFERENCE);

  private DocumentKeys() {}

  /**
   * Reads the settings.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   * @throws IllegalArgumentException when a value is not one of the words; the message names the
   *     key
   */
  public static DocumentSettings settings(Map<String, String> values) {
    return new DocumentSettings(
        SOURCE.in(values),
        V1_CELLS.isFirstOf(values, "all", "evidence"),
        V1_EXTRAS.isFirstOf(values, "metrics", "none"),
        V1_REFERENCE.isFirstOf(values, "listed", "none"));
  }
}
