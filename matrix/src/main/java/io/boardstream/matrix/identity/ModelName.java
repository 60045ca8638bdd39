package io.boardstream.matrix.identity;

import java.util.Locale;
import java.util.Optional;

/**
 * The name of a model as a source reports it, taken apart: {@code meta-llama/Llama-3.1-8B-Instruct}
 * has the organisation {@code meta-llama}.
 *
 * @param raw the whole name
 * @param organisation what stands before the last slash, if anything does
 * @param base what stands after it
 */
public record ModelName(String raw, Optional<String> organisation, String base) {

  /** Precision of a row that names none (seed 000). */
  public static final String DEFAULT_PRECISION = "FP16";

  public static ModelName parse(String raw) {
    String name = raw.strip();
    int slash = name.lastIndexOf('/');
    return slash <= 0 || slash == name.length() - 1
        ? new ModelName(name, Optional.empty(), name)
        : new ModelName(name, Optional.of(name.substring(0, slash)), name.substring(slash + 1));
  }

  /**
   * Where the facts of this model are folded: the same for all organisations and precisions, so
   * that no catalogue is needed to route a fact.
   */
  public String routingKey() {
    return Slug.of(base);
  }

  /**
   * The id of the model.
   *
   * @param sameAsBase whether the catalogue says that the organisation's model is the one meant by
   *     the bare name
   * @param precision canonical precision, see {@link #precision}
   */
  public String id(boolean sameAsBase, String precision) {
    return Slug.of(sameAsBase ? base : raw) + "-" + Slug.of(precision);
  }

  /** The canonical precision: upper case, {@link #DEFAULT_PRECISION} when absent or blank. */
  public static String precision(Optional<String> reported) {
    return reported
        .map(String::strip)
        .filter(text -> !text.isEmpty())
        .map(text -> text.toUpperCase(Locale.ROOT))
        .orElse(DEFAULT_PRECISION);
  }
}
