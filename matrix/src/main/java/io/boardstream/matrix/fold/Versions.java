package io.boardstream.matrix.fold;

import io.boardstream.avro.FactVersion;
import java.util.Optional;

/**
 * Which version of a fact counts: the newest, whatever order versions come in. A delete leaves a
 * grave, so that an older version that comes late stays buried.
 */
public final class Versions {

  /**
   * Version of a fact whose source keeps none; such facts replace each other in the order of
   * arrival.
   */
  public static final FactVersion NONE = new FactVersion(0L, 0L);

  private Versions() {}

  /**
   * What becomes of a fact's version when a record of it comes.
   *
   * @param known version of what is known of the fact; empty when nothing is
   * @param isAlive whether what is known is a value, not a grave
   * @param version of the record; empty when its writer keeps none
   * @param isValue whether the record is a value, not a delete
   * @return the version to keep with the record; empty when the record is older than what is known,
   *     or known already
   */
  public static Optional<FactVersion> kept(
      Optional<FactVersion> known,
      boolean isAlive,
      Optional<FactVersion> version,
      boolean isValue) {
    if (known.isPresent() && version.isPresent()) {
      int order = compare(version.get(), known.get());
      // At the same version a delete wins, so that the outcome does not depend on which came first.
      if (order < 0 || (order == 0 && (isValue || !isAlive))) {
        return Optional.empty();
      }
    }
    return Optional.of(version.or(() -> known).orElse(NONE));
  }

  static int compare(FactVersion a, FactVersion b) {
    int byEpoch = Long.compare(a.getEpoch(), b.getEpoch());
    return byEpoch != 0 ? byEpoch : Long.compareUnsigned(a.getSequence(), b.getSequence());
  }
}
