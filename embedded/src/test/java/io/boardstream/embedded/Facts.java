package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Something in each part that must outlive a crash. */
final class Facts {

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private Facts() {}

  /** Leaves a transaction of the broker open, as a killed process does. */
  static void write(Parts parts) throws Exception {
    Records records = new Records(parts.broker.bootstrapServers());
    records.createTopic();
    records.commit("writer", "kept");
    KafkaProducer<String, String> abandoned = records.producer("killed");
    abandoned.beginTransaction();
    abandoned.send(new ProducerRecord<>(Records.TOPIC, "key", "never committed")).get();
    records.commit("writer", "behind an open transaction");

    Rows rows = new Rows(parts.postgres);
    rows.execute("CREATE TABLE kept (id int PRIMARY KEY)");
    rows.execute("CREATE PUBLICATION all_changes FOR ALL TABLES");
    rows.execute("SELECT pg_create_logical_replication_slot('changes', 'pgoutput')");
    rows.execute("INSERT INTO kept VALUES (42)");

    new Schemas(parts.registry.url()).register("other", "long");
    // The last act: nothing gives the registry time to write at leisure.
    new Schemas(parts.registry.url()).register("kept", "string");
  }

  static void verify(Parts parts) throws Exception {
    assertThat(new Records(parts.broker.bootstrapServers()).committed(2, PATIENCE))
        .containsExactly("kept", "behind an open transaction");

    Rows rows = new Rows(parts.postgres);
    assertThat(rows.query("SELECT id FROM kept")).isEqualTo("42");
    assertThat(
            rows.query(
                "SELECT count(*) FROM pg_logical_slot_peek_binary_changes('changes', NULL,"
                    + " NULL, 'proto_version', '1', 'publication_names', 'all_changes')"))
        .isNotEqualTo("0");

    assertThat(new Schemas(parts.registry.url()).byId("2")).contains("string");
  }
}
