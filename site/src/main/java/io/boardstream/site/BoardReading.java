package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.Board;
import io.boardstream.avro.BoardTelemetry;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.TopicFeed;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.AvroSerdes;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Applies records of boards and their telemetry. */
final class BoardReading implements Applying {

  private static final Logger log = LoggerFactory.getLogger(BoardReading.class);

  /** Of a week of telemetry only the newest of each board is shown. */
  private static final long TELEMETRY_TAIL = 10_000;

  private final LiveBoards live;
  private final String boards;
  private final String telemetry;
  private final Deserializer<Board> boardValues;
  private final Deserializer<BoardTelemetry> telemetryValues;
  private final Set<String> unreadable = new HashSet<>();

  BoardReading(LiveBoards live, KafkaSettings kafka, AvroSerdes serdes) {
    this.live = live;
    this.boards = TopicCatalogue.DEVICE_BOARDS.name(kafka.topicsPrefix());
    this.telemetry = TopicCatalogue.DEVICE_TELEMETRY.name(kafka.topicsPrefix());
    this.boardValues = serdes.values(Board.class).deserializer();
    this.telemetryValues = serdes.values(BoardTelemetry.class).deserializer();
  }

  Session open(TopicFeed feed, Clock clock) {
    feed.open(feed.tail(telemetry, TELEMETRY_TAIL));
    return new Follower(feed, this, clock);
  }

  @Override
  public List<String> topics() {
    return List.of(boards, telemetry);
  }

  @Override
  public boolean isNoted(ConsumerRecord<byte[], byte[]> record) {
    return record.topic().equals(boards);
  }

  @Override
  public void retain(Set<String> keys, Instant at) {
    live.retain(keys);
  }

  @Override
  public int unreadable() {
    return unreadable.size();
  }

  @Override
  public void apply(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), UTF_8);
    try {
      if (!isNoted(record)) {
        if (record.value() != null) {
          live.put(telemetryValues.deserialize(record.topic(), record.headers(), record.value()));
        }
      } else if (record.value() == null) {
        live.remove(key);
      } else {
        live.put(boardValues.deserialize(record.topic(), record.headers(), record.value()));
      }
      unreadable.remove(record.topic() + "/" + key);
    } catch (RetriableException e) {
      throw e;
    } catch (SerializationException e) {
      unreadable.add(record.topic() + "/" + key);
      if (isNoted(record)) {
        live.remove(key);
      }
      log.warn(
          "Record {}-{}@{} cannot be used: {}",
          record.topic(),
          record.partition(),
          record.offset(),
          e.toString());
    }
  }
}
