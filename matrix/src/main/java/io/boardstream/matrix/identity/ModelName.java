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

  /** Together with a base name and separators within {@link Slug#MAX_LENGTH}. */
  private static final int MAX_ORGANISATION = 50;

  private static final int MAX_PRECISION = 50;

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
   * The id of the model, but for its precision; see {@link VariantIds#id}.
   *
   * @param sameAsBase whether the catalogue says that the organisation's model is the one meant by
   *     the bare name
   */
  public String stem(boolean sameAsBase) {
    return sameAsBase ? Slug.of(base) : slug();
  }

  /**
   * The name as part of a key. No slug has two dashes in a row, so these two say where the
   * organisation ends: {@code a/b} and {@code a-b}, which are folded apart, have ids apart.
   */
  public String slug() {
    return organisation.map(name -> Slug.of(name, MAX_ORGANISATION) + "--").orElse("")
        + Slug.of(base);
  }

  /** Where the facts of the models with a stem are folded. */
  public static String routingKeyOf(String stem) {
    int organisation = stem.lastIndexOf("--");
    return organisation < 0 ? stem : stem.substring(organisation + 2);
  }

  /** The precision as part of an id: without dashes, so that it is what follows the last one. */
  public static String precisionSlug(String precision) {
    return Slug.of(precision, MAX_PRECISION).replace("-", "");
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
