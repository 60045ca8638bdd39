package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/**
 * Asks the producer of a source, wherever it runs, to read all rows again, and follows it. The
 * request is a message in the server's log, so it is heard in its place among the changes, and also
 * by a producer that is started later.
 */
public final class PostgresResync {

  private final PostgresSettings settings;
  private final PostgresDatabase database;
  private final TopicScan scan;
  private final OffsetCodec codec;
  private final String positions;

  /**
   * How far the source was read when asked.
   *
   * @param epoch counts the snapshots of the source; -1 before the first
   * @param reading whether a snapshot is being read
   * @param rows rows that this snapshot has read so far
   */
  public record Progress(long epoch, boolean reading, long rows) {

    /** Whether a snapshot that was begun after another moment has ended. */
    public boolean isOverSince(Progress before) {
      return epoch > before.epoch() && !reading;
    }

    /** Whether a snapshot was begun after another moment. */
    public boolean isBegunSince(Progress before) {
      return epoch > before.epoch();
    }
  }

  public PostgresResync(Settings settings) {
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.settings = new PostgresSettings(settings.values());
    this.database = new PostgresDatabase(this.settings);
    this.scan = new TopicScan(kafka.client());
    this.codec = new OffsetCodec(EngineSettings.engineName(this.settings));
    this.positions = TopicCatalogue.CDC_OFFSETS.name(kafka.topicsPrefix());
  }

  /**
   * Writes the request.
   *
   * @return whether a producer is reading the log right now; otherwise the next start will hear it
   * @throws SQLException when the database is away or refuses; says what to do
   */
  public boolean request() throws SQLException {
    try (Connection connection = database.open()) {
      new ResyncRequest(settings.sourceName()).write(connection);
      return new PostgresSlot(settings)
          .state(connection)
          .flatMap(PostgresSlot.State::activePid)
          .isPresent();
    } catch (SQLException e) {
      throw new SQLException(database.explain(e), e.getSQLState(), e);
    }
  }

  /**
   * How far the source is read.
   *
   * @throws org.apache.kafka.common.KafkaException when Kafka does not answer
   */
  public Progress progress() {
    Optional<SourcePosition> position =
        scan.position(positions, codec.key(Map.of("server", settings.sourceName())));
    return position
        .map(
            at ->
                new Progress(
                    at.epoch(), codec.isWithinSnapshot(at), PositionNotes.of(at).snapshotRows()))
        .orElse(new Progress(-1, true, 0));
  }

  /** The SQL by which the same is asked for with any client. */
  public String sql() {
    return "SELECT pg_logical_emit_message(true, '%s', 'resync %s')"
        .formatted(Heartbeat.NAME, settings.sourceName());
  }
}
