package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.evidence.RunKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides what a new version of a fact does, given what is known of it. Per fact the newest version
 * counts, whatever order versions come in; a delete leaves a grave, so that an older version that
 * comes late stays buried.
 */
public final class FactRouting {

  private static final AvroBytes<BenchmarkRow> ROWS =
      new AvroBytes<>(
          BenchmarkRow.getClassSchema(), BenchmarkRow.getEncoder(), BenchmarkRow.getDecoder());

  /**
   * What is known of a fact.
   *
   * @param row empty for a grave, and for a record that could not be used
   */
  public record Known(FactVersion version, Optional<BenchmarkRow> row) {}

  /**
   * What to do.
   *
   * @param known what is known from now on
   * @param moves what the runs are to be told, in order; empty when the fact belongs to no run,
   *     before and after
   */
  public record Decision(Known known, List<Move> moves) {}

  /**
   * A fact enters a run, or leaves it.
   *
   * @param enters false when it leaves
   */
  public record Move(boolean enters, RunKey run) {}

  private FactRouting() {}

  /** A version of the row came; empty when it is older than what is known, or known already. */
  public static Optional<Decision> put(Optional<Known> known, BenchmarkRow row) {
    return decide(known, row.getVersion(), Optional.of(row));
  }

  /**
   * The row was deleted; empty when a newer version is known already.
   *
   * @param version version of the delete; empty when the writer keeps none, it then ends what is
   *     known
   */
  public static Optional<Decision> delete(Optional<Known> known, Optional<FactVersion> version) {
    return decide(known, version, Optional.empty());
  }

  /** A record came that cannot be read: what it replaced must not stand as truth any longer. */
  public static Decision unreadable(Optional<Known> known) {
    FactVersion version = known.map(Known::version).orElse(Versions.NONE);
    return decision(known, new Known(version, Optional.empty()));
  }

  private static Optional<Decision> decide(
      Optional<Known> known, Optional<FactVersion> version, Optional<BenchmarkRow> row) {
    Optional<FactVersion> kept =
        Versions.kept(
            known.map(Known::version),
            known.flatMap(Known::row).isPresent(),
            version,
            row.isPresent());
    return kept.map(newest -> decision(known, new Known(newest, row)));
  }

  /** Within one run the new row simply replaces the old one. */
  private static Decision decision(Optional<Known> before, Known now) {
    Optional<RunKey> from = before.flatMap(Known::row).flatMap(RunKey::of);
    Optional<RunKey> to = now.row().flatMap(RunKey::of);
    List<Move> moves = new ArrayList<>(2);
    if (from.isPresent() && !from.equals(to)) {
      moves.add(new Move(false, from.get()));
    }
    if (to.isPresent()) {
      moves.add(new Move(true, to.get()));
    }
    return new Decision(now, moves);
  }

  /** A row as stores keep it. */
  public static byte[] encode(BenchmarkRow row) {
    return ROWS.encode(row);
  }

  /** The row that {@link #encode} encoded, now or by an older version. */
  public static BenchmarkRow decode(byte[] row) {
    return ROWS.decode(row);
  }

  /** A run key as stores keep it. */
  public static byte[] run(RunKey key) {
    return Keys.run(key);
  }
}
