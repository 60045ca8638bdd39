package io.boardstream.cli.view;

import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.StatusWord;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which part of the matrix is asked for; case does not matter.
 *
 * @param model part of a model's id or name
 * @param device id or name of a device
 * @param family name of a family
 * @param status the public word of cells
 */
public record MatrixFilter(
    @Nullable String model,
    @Nullable String device,
    @Nullable String family,
    @Nullable StatusWord status) {

  /** The models that are asked for, with the cells that are; those without such a cell are left. */
  public List<ModelCompatibility> apply(Collection<ModelCompatibility> models) {
    return models.stream()
        .filter(this::isAskedFor)
        .map(this::narrowed)
        .flatMap(Optional::stream)
        .toList();
  }

  /** Whether cells are asked for, and not whole models only. */
  private boolean narrows() {
    return device != null || status != null;
  }

  private boolean isAskedFor(ModelCompatibility candidate) {
    return (family == null || same(candidate.getFamily(), family))
        && (model == null
            || contains(candidate.getModelId(), model)
            || contains(candidate.getMlModelName(), model)
            || contains(candidate.getDisplayName(), model));
  }

  private Optional<ModelCompatibility> narrowed(ModelCompatibility candidate) {
    if (!narrows()) {
      return Optional.of(candidate);
    }
    List<Cell> cells = candidate.getCells().stream().filter(this::isAskedFor).toList();
    return cells.isEmpty()
        ? Optional.empty()
        : Optional.of(ModelCompatibility.newBuilder(candidate).setCells(cells).build());
  }

  private boolean isAskedFor(Cell cell) {
    return (device == null
            || same(cell.getDeviceId(), device)
            || same(cell.getDeviceDisplayName(), device))
        && (status == null || StatusWord.of(cell.getStatus()) == status);
  }

  /** The word that somebody typed, with or without spaces. */
  public static Optional<StatusWord> status(String typed) {
    String letters = letters(typed);
    for (StatusWord word : StatusWord.values()) {
      if (letters(word.text()).equals(letters)) {
        return Optional.of(word);
      }
    }
    return Optional.empty();
  }

  private static String letters(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[^a-z]", "");
  }

  private static boolean same(String one, String other) {
    return one.toLowerCase(Locale.ROOT).equals(other.toLowerCase(Locale.ROOT));
  }

  private static boolean contains(String text, String part) {
    return text.toLowerCase(Locale.ROOT).contains(part.toLowerCase(Locale.ROOT));
  }
}
