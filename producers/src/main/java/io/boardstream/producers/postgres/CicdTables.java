package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.sql.SQLException;

/** The four normalised tables that come with the project, for databases that have none yet. */
public final class CicdTables {

  /** Schema in which {@link #ddl()} creates them. */
  public static final String SCHEMA = "sw_test";

  private static final String RESOURCE = "cicd_tables.sql";

  private CicdTables() {}

  /** The SQL that creates the tables; running it again changes nothing. */
  public static String ddl() {
    return read(RESOURCE);
  }

  /** The same, for another schema. */
  static String ddl(String schema) {
    return schema.equals(SCHEMA)
        ? ddl()
        : ddl()
            .replace(SCHEMA + ".", TableName.quoted(schema) + ".")
            .replace("EXISTS " + SCHEMA + ";", "EXISTS " + TableName.quoted(schema) + ";");
  }

  /**
   * Creates the tables where they are absent.
   *
   * @throws SQLException when the database is away or the role may not create tables
   */
  public static void create(Settings settings) throws SQLException {
    new PostgresDatabase(new PostgresSettings(settings.values())).execute(ddl());
  }

  /** A text that stands beside this class. */
  static String read(String resource) {
    try (InputStream stream = CicdTables.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("Not on the class path: " + resource);
      }
      return new String(stream.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
