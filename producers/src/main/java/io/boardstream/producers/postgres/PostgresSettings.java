package io.boardstream.producers.postgres;

import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;

/** Where the benchmark database is, and how its changes are read. All need a restart. */
public final class PostgresSettings extends AbstractConfig {

  /**
   * JDBC address of the database, for example {@code
   * jdbc:postgresql://db.example:5432/benchmarks?sslmode=require}. Parameters of the driver are
   * allowed, user and password have keys of their own.
   */
  public static final String URL = "postgres.url";

  /**
   * Role to connect as. It needs REPLICATION and SELECT on the tables; the check says what lacks.
   */
  public static final String USER = "postgres.user";

  /** Password of the role; never printed. Empty where the server asks for none. */
  public static final String PASSWORD = "postgres.password";

  /**
   * The table of benchmark rows, {@code schema.table}, spelled as the database spells it. It needs
   * a primary key and the columns of seed 000. Empty for none, where only {@link #CICD_SCHEMA} is
   * read. After a change all rows are read again, and those of a table that is no longer named are
   * taken back.
   */
  public static final String TABLE = "postgres.table";

  /**
   * Schema of the four normalised tables {@code cicd_pipeline}, {@code cicd_job}, {@code
   * benchmark_run} and {@code benchmark_measurement}, spelled as the database spells it; empty for
   * none. They are read beside the flat table, by the same slot. After a change all rows are read
   * again.
   */
  public static final String CICD_SCHEMA = "postgres.cicd.schema";

  /**
   * Replication slot that remembers how far we have read; created at the first start. Two producers
   * need two slots. While nobody reads it the server keeps its log, so a slot that is no longer
   * wanted must be dropped ({@code boardstream reset}).
   */
  public static final String SLOT_NAME = "postgres.slot.name";

  /** Publication that lists the tables; see {@link #PUBLICATION_AUTOCREATE}. */
  public static final String PUBLICATION_NAME = "postgres.publication.name";

  /**
   * Whether to create the publication when it is absent. That needs ownership of the tables, so it
   * is off by default, and the check prints the SQL for the owner instead.
   */
  public static final String PUBLICATION_AUTOCREATE = "postgres.publication.autocreate";

  /**
   * Name of this source: the first part of every row's key, and the name under which the position
   * in the log is stored. Changing it reads everything again under new keys, beside the old ones.
   */
  public static final String SOURCE_NAME = "postgres.source.name";

  /**
   * Milliseconds between heartbeats, 100 to 600,000. Each lets the server discard log that other
   * tables have filled; too high keeps that log for longer, too low writes an offset record each
   * time.
   */
  public static final String HEARTBEAT_INTERVAL_MS = "postgres.heartbeat.interval.ms";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              URL,
              ConfigDef.Type.STRING,
              "jdbc:postgresql://127.0.0.1:5432/postgres",
              jdbcUrl(),
              ConfigDef.Importance.HIGH,
              "JDBC address of the benchmark database, jdbc:postgresql://host:port/database.")
          .define(
              USER,
              ConfigDef.Type.STRING,
              "postgres",
              ConfigDef.Importance.HIGH,
              "Role to connect as; it needs REPLICATION, and SELECT on the tables.")
          .define(
              PASSWORD,
              ConfigDef.Type.PASSWORD,
              "",
              ConfigDef.Importance.HIGH,
              "Password of the role.")
          .define(
              TABLE,
              ConfigDef.Type.STRING,
              "public.benchmark_rows",
              TableName.VALIDATOR,
              ConfigDef.Importance.MEDIUM,
              "The table of benchmark rows, schema.table; empty for none.")
          .define(
              CICD_SCHEMA,
              ConfigDef.Type.STRING,
              "",
              name("[^.\"]{0,63}", "the name of one schema, or empty"),
              ConfigDef.Importance.MEDIUM,
              "Schema of the tables cicd_pipeline, cicd_job, benchmark_run and"
                  + " benchmark_measurement; empty for none.")
          .define(
              SLOT_NAME,
              ConfigDef.Type.STRING,
              "boardstream",
              name("[a-z0-9_]{1,63}", "1 to 63 of a-z, 0-9 and _"),
              ConfigDef.Importance.MEDIUM,
              "Replication slot that remembers how far we have read; created at the first start.")
          .define(
              PUBLICATION_NAME,
              ConfigDef.Type.STRING,
              "boardstream",
              name("[A-Za-z0-9_]{1,63}", "1 to 63 of A-Z, a-z, 0-9 and _"),
              ConfigDef.Importance.MEDIUM,
              "Publication that lists the tables.")
          .define(
              PUBLICATION_AUTOCREATE,
              ConfigDef.Type.BOOLEAN,
              false,
              ConfigDef.Importance.MEDIUM,
              "Whether to create the publication when it is absent; needs ownership of the tables.")
          .define(
              SOURCE_NAME,
              ConfigDef.Type.STRING,
              "postgres",
              name("[A-Za-z0-9._-]{1,100}", "1 to 100 of letters, digits, dot, _ and -"),
              ConfigDef.Importance.MEDIUM,
              "Name of this source: the first part of every row's key.")
          .define(
              HEARTBEAT_INTERVAL_MS,
              ConfigDef.Type.INT,
              10_000,
              ConfigDef.Range.between(100, 600_000),
              ConfigDef.Importance.LOW,
              "Milliseconds between heartbeats, which let the server discard log it needs no more.");

  public PostgresSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  String url() {
    return getString(URL);
  }

  String user() {
    return getString(USER);
  }

  String password() {
    return getPassword(PASSWORD).value();
  }

  Optional<TableName> table() {
    return Optional.of(getString(TABLE)).filter(name -> !name.isEmpty()).map(TableName::parse);
  }

  Optional<String> cicdSchema() {
    return Optional.of(getString(CICD_SCHEMA)).filter(name -> !name.isEmpty());
  }

  /** Whether the flat table is read. */
  public boolean readsTable() {
    return table().isPresent();
  }

  /** Whether the four normalised tables are read. */
  public boolean readsCicd() {
    return cicdSchema().isPresent();
  }

  String slot() {
    return getString(SLOT_NAME);
  }

  String publication() {
    return getString(PUBLICATION_NAME);
  }

  boolean createsPublication() {
    return getBoolean(PUBLICATION_AUTOCREATE);
  }

  public String sourceName() {
    return getString(SOURCE_NAME);
  }

  int heartbeatIntervalMs() {
    return getInt(HEARTBEAT_INTERVAL_MS);
  }

  private static ConfigDef.Validator jdbcUrl() {
    return (key, value) -> {
      if (!String.valueOf(value).startsWith("jdbc:postgresql://")) {
        throw new ConfigException(key, value, "Must be jdbc:postgresql://host:port/database");
      }
    };
  }

  private static ConfigDef.Validator name(String pattern, String allowed) {
    return (key, value) -> {
      if (!String.valueOf(value).matches(pattern)) {
        throw new ConfigException(key, value, "Must be " + allowed);
      }
    };
  }
}
