package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.TopicScan;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.kafka.common.errors.TimeoutException;

/** How far change data capture has brought a database onto the topics. Only reads. */
public final class PostgresProgress {

  private final OffsetCodec codec;
  private final byte[] key;
  private final TopicScan scan;
  private final String topic;

  public PostgresProgress(Settings settings) {
    PostgresSettings postgres = new PostgresSettings(settings.values());
    KafkaSettings kafka = new KafkaSettings(settings.values());
    this.codec = new OffsetCodec(EngineSettings.engineName(postgres));
    this.key = codec.key(Map.of("server", postgres.sourceName()));
    this.scan = new TopicScan(kafka.client());
    this.topic = TopicCatalogue.CDC_OFFSETS.name(kafka.topicsPrefix());
  }

  /**
   * A position of the log, as Postgres counts it: every change that was committed before it is on
   * the topics. Empty before the first position was stored, and while a snapshot is being read.
   */
  public OptionalLong reached() {
    try {
      return scan.position(topic, key).map(codec::allCommitsBefore).orElseGet(OptionalLong::empty);
    } catch (TimeoutException e) {
      // No such topic, or a broker that is slow: no position that could be relied on.
      return OptionalLong.empty();
    }
  }
}
