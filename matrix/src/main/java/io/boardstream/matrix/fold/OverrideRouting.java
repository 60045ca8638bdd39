package io.boardstream.matrix.fold;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.identity.ModelName;
import java.util.Optional;

/**
 * Decides what a new version of an override does, by the rules of {@link Versions}: per key the
 * newest version counts, whatever order versions come in.
 */
public final class OverrideRouting {

  private static final AvroBytes<EditorialOverride> OVERRIDES =
      new AvroBytes<>(
          EditorialOverride.getClassSchema(),
          EditorialOverride.getEncoder(),
          EditorialOverride.getDecoder());

  /**
   * What is known of an override.
   *
   * @param override empty for a grave, and for a record that could not be used
   */
  public record Known(FactVersion version, Optional<EditorialOverride> override) {}

  /**
   * What to do.
   *
   * @param known what is known from now on
   * @param leaves routing key of the models that must forget the override
   * @param enters routing key of the models that it is about
   */
  public record Decision(Known known, Optional<String> leaves, Optional<String> enters) {}

  private OverrideRouting() {}

  /** A version came; empty when it is older than what is known, or known already. */
  public static Optional<Decision> put(Optional<Known> known, EditorialOverride override) {
    return decide(known, override.getVersion(), Optional.of(override));
  }

  /** It was taken back; empty when a newer version is known already. */
  public static Optional<Decision> delete(Optional<Known> known, Optional<FactVersion> version) {
    return decide(known, version, Optional.empty());
  }

  /** A record came that cannot be read: what it replaced must not stand any longer. */
  public static Decision unreadable(Optional<Known> known) {
    return decision(
        known, new Known(known.map(Known::version).orElse(Versions.NONE), Optional.empty()));
  }

  /** Where an override is folded: with the facts of its model. */
  public static String routingKey(EditorialOverride override) {
    return ModelName.parse(override.getMlModelName()).routingKey();
  }

  public static byte[] encode(EditorialOverride override) {
    return OVERRIDES.encode(override);
  }

  public static EditorialOverride decode(byte[] override) {
    return OVERRIDES.decode(override);
  }

  private static Optional<Decision> decide(
      Optional<Known> known, Optional<FactVersion> version, Optional<EditorialOverride> now) {
    Optional<FactVersion> kept =
        Versions.kept(
            known.map(Known::version),
            known.flatMap(Known::override).isPresent(),
            version,
            now.isPresent());
    return kept.map(newest -> decision(known, new Known(newest, now)));
  }

  private static Decision decision(Optional<Known> before, Known now) {
    Optional<String> from = before.flatMap(Known::override).map(OverrideRouting::routingKey);
    Optional<String> to = now.override().map(OverrideRouting::routingKey);
    return new Decision(now, from.filter(key -> !to.equals(Optional.of(key))), to);
  }
}
