package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.SourcePosition;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.replication.LogSequenceNumber;

/**
 * Decides whether streaming may go on from where it stopped, or whether all rows must be read again
 * because the log, the slot, the tables or the topics are not those that the position was written
 * for.
 */
final class Beginning {

  private final PostgresSettings settings;
  private final OffsetCodec codec;
  private final PostgresSlot slot;

  Beginning(PostgresSettings settings, OffsetCodec codec) {
    this.settings = settings;
    this.codec = codec;
    this.slot = new PostgresSlot(settings);
  }

  /**
   * Why all rows must be read again; empty to go on.
   *
   * @param seen the server as it is now
   * @param tables names of the tables to capture
   * @param lost what Kafka has lost, in words; empty when nothing
   * @throws IllegalStateException while something else reads the slot
   */
  Optional<Resync> resync(
      Optional<SourcePosition> stored,
      Connection connection,
      ServerIdentity.Seen seen,
      String tables,
      Optional<String> lost)
      throws SQLException {
    Optional<PostgresSlot.State> state = slot.state(connection);
    state
        .flatMap(PostgresSlot.State::activePid)
        .ifPresent(
            pid -> {
              throw new IllegalStateException(
                  "The slot '%s' is in use by process %d of the server; we wait for it"
                      .formatted(settings.slot(), pid));
            });
    if (stored.isEmpty()) {
      return because(Resync.Reason.FIRST, "they were never read before");
    }
    SourcePosition position = stored.get();
    if (codec.isWithinSnapshot(position)) {
      return because(Resync.Reason.UNFINISHED, "the last snapshot was not finished");
    }
    if (!tables.equals(tablesOf(position))) {
      return because(
          Resync.Reason.TABLES,
          "the captured tables were %s, and are %s now".formatted(tablesOf(position), tables));
    }
    Optional<Resync> other = otherDatabase(position, seen);
    if (other.isPresent()) {
      return other;
    }
    if (state.isEmpty()) {
      return because(Resync.Reason.SLOT, "the slot '%s' is gone".formatted(settings.slot()));
    }
    if (state.get().isLost()) {
      return because(Resync.Reason.SLOT, "the server has discarded log that was not read yet");
    }
    return lost.map(what -> new Resync(Resync.Reason.KAFKA, what))
        .or(() -> acknowledged(position, state.get()))
        .or(() -> putBack(position, state.get(), connection, seen));
  }

  /** Positions of the first release name no tables: it captured the flat one alone. */
  private String tablesOf(SourcePosition position) {
    return PositionNotes.of(position).tables().isEmpty()
        ? settings.table().map(TableName::toString).orElse("")
        : PositionNotes.of(position).tables();
  }

  private Optional<Resync> otherDatabase(SourcePosition position, ServerIdentity.Seen seen) {
    Optional<ServerIdentity> before = PositionNotes.of(position).server();
    if (before.filter(known -> !known.isSameHistory(seen.identity())).isPresent()) {
      return because(
          Resync.Reason.RESTORED,
          "this is another server or another branch of its history: system and timeline are %s/%s, and were %s/%s"
              .formatted(
                  seen.identity().system(),
                  seen.identity().timeline(),
                  before.get().system(),
                  before.get().timeline()));
    }
    LogSequenceNumber end = seen.logEnd();
    LogSequenceNumber read = LogSequenceNumber.valueOf(codec.place(position).lsn());
    return end.asLong() < read.asLong()
        ? because(
            Resync.Reason.RESTORED,
            "the database was put back to an earlier point: its log ends at %s, and was read up to %s"
                .formatted(end.asString(), read.asString()))
        : Optional.empty();
  }

  /** The server is told only of what Kafka has acknowledged. */
  private Optional<Resync> acknowledged(SourcePosition position, PostgresSlot.State state) {
    LogSequenceNumber read = LogSequenceNumber.valueOf(codec.place(position).lsn());
    return state.confirmed().asLong() > read.asLong()
        ? because(
            Resync.Reason.KAFKA,
            "Kafka has lost what it had acknowledged: it knows of the log up to %s, and the server was told %s"
                .formatted(read.asString(), state.confirmed().asString()))
        : Optional.empty();
  }

  /**
   * A server that was stopped may have been put back, and may have written past our position since.
   * Where the slot is behind, its log tells.
   */
  private Optional<Resync> putBack(
      SourcePosition position,
      PostgresSlot.State state,
      Connection connection,
      ServerIdentity.Seen seen) {
    OffsetCodec.LogPlace place = codec.place(position);
    boolean stoppedMeanwhile =
        PositionNotes.of(position)
            .server()
            .filter(known -> !known.started().equals(seen.identity().started()))
            .isPresent();
    if (!stoppedMeanwhile || state.confirmed().asLong() >= place.lsn()) {
      return Optional.empty();
    }
    try {
      return LogHistory.holds(connection, settings, place)
          ? Optional.empty()
          : because(
              Resync.Reason.RESTORED,
              "the database was put back to an earlier point: its log does not hold the transaction that was read last, at %s"
                  .formatted(LogSequenceNumber.valueOf(place.lsn()).asString()));
    } catch (SQLException e) {
      throw new IllegalStateException("Cannot look into the server's log: " + e.getMessage(), e);
    }
  }

  private static Optional<Resync> because(Resync.Reason reason, String why) {
    return Optional.of(new Resync(reason, why));
  }
}
