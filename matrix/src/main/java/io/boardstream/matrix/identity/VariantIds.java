package io.boardstream.matrix.identity;

import java.util.Optional;

/** Whether the precisions of a model are documents of their own. All of them share a partition. */
public enum VariantIds {
  /** Each precision has its document: the id ends in it. */
  VARIANT {
    @Override
    public String id(String stem, String precision) {
      return stem + "-" + ModelName.precisionSlug(precision);
    }

    @Override
    public Optional<String> configured(String precision) {
      return Optional.empty();
    }
  },
  /** All precisions are one document; each number says which precision it belongs to. */
  MODEL {
    @Override
    public String id(String stem, String precision) {
      return stem;
    }

    @Override
    public Optional<String> configured(String precision) {
      return Optional.of(precision);
    }
  };

  /**
   * The id of a model.
   *
   * @param stem its name, {@link ModelName#stem}
   * @param precision canonical precision, see {@link ModelName#precision}
   */
  public abstract String id(String stem, String precision);

  /** The precision as part of a configuration: where the id does not say it. */
  public abstract Optional<String> configured(String precision);
}
