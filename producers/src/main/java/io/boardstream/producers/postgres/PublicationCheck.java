package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What must be granted and published of the tables. */
final class PublicationCheck {

  private static final int WITH_FILTERS = 15;
  private static final String OWNER = "As the owner of the tables: ";

  private final PostgresSettings settings;
  private final Connection connection;
  private final List<TableName> tables;
  private final String publication;

  /**
   * @param tables those of the captured tables that exist
   */
  PublicationCheck(PostgresSettings settings, Connection connection, List<TableName> tables) {
    this.settings = settings;
    this.connection = connection;
    this.tables = List.copyOf(tables);
    this.publication = TableName.quoted(settings.publication());
  }

  List<Finding> findings() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    if (tables.isEmpty()) {
      return findings;
    }
    for (TableName table : tables) {
      findings.add(select(table));
    }
    findings.addAll(publication());
    return findings;
  }

  private Finding select(TableName name) throws SQLException {
    String role = TableName.quoted(settings.user());
    String schema = name.schema();
    String table = name.quoted();
    if (!holds("SELECT has_schema_privilege(current_user, ?, 'USAGE')", schema)) {
      return Finding.missing(
          "Role %s may not use the schema %s".formatted(settings.user(), schema),
          "GRANT USAGE ON SCHEMA %s TO %s; GRANT SELECT ON %s TO %s;"
              .formatted(TableName.quoted(schema), role, table, role));
    }
    return holds("SELECT has_table_privilege(current_user, ?, 'SELECT')", table)
        ? Finding.ok("Role %s may read %s".formatted(settings.user(), name))
        : Finding.missing(
            "Role %s may not read %s".formatted(settings.user(), name),
            "GRANT SELECT ON %s TO %s;".formatted(table, role));
  }

  private List<Finding> publication() throws SQLException {
    String sql =
        "SELECT pubinsert, pubupdate, pubdelete, pubtruncate FROM pg_publication WHERE pubname = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, settings.publication());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return List.of(absent());
        }
        List<String> unpublished = new ArrayList<>();
        for (String operation : List.of("insert", "update", "delete", "truncate")) {
          if (!row.getBoolean("pub" + operation)) {
            unpublished.add(operation);
          }
        }
        List<Finding> findings = new ArrayList<>(List.of(operations(unpublished)));
        for (TableName table : tables) {
          findings.add(membership(table));
        }
        return findings;
      }
    }
  }

  private Finding absent() throws SQLException {
    String create = "CREATE PUBLICATION %s FOR TABLE %s;".formatted(publication, all());
    if (!settings.createsPublication()) {
      return Finding.missing(
          "There is no publication '%s'".formatted(settings.publication()), OWNER + create);
    }
    boolean may =
        holds("SELECT has_database_privilege(current_user, ?, 'CREATE')", connection.getCatalog());
    for (TableName table : tables) {
      may &=
          holds(
              "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = ?::regclass",
              table.quoted());
    }
    return may
        ? Finding.ok(
            "Publication '%s' will be created at the first start".formatted(settings.publication()))
        : Finding.missing(
            "Role %s may not create the publication '%s': it must own what it publishes and have CREATE on the database"
                .formatted(settings.user(), settings.publication()),
            OWNER + create);
  }

  private Finding operations(List<String> unpublished) {
    return unpublished.isEmpty()
        ? Finding.ok("Publication '%s' publishes all changes".formatted(settings.publication()))
        : Finding.missing(
            "Publication '%s' does not publish %s"
                .formatted(settings.publication(), String.join(", ", unpublished)),
            "ALTER PUBLICATION %s SET (publish = 'insert, update, delete, truncate');"
                .formatted(publication));
  }

  private String all() {
    return tables.stream().map(TableName::quoted).collect(Collectors.joining(", "));
  }

  private Finding membership(TableName name) throws SQLException {
    boolean filters = connection.getMetaData().getDatabaseMajorVersion() >= WITH_FILTERS;
    String sql =
        "SELECT * FROM pg_publication_tables WHERE pubname = ? AND schemaname = ? AND tablename = ?";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, settings.publication());
      statement.setString(2, name.schema());
      statement.setString(3, name.name());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return settings.createsPublication()
              ? Finding.ok(
                  "Publication '%s' will be given the table %s at the start"
                      .formatted(settings.publication(), name))
              : Finding.missing(
                  "Publication '%s' does not hold the table %s"
                      .formatted(settings.publication(), name),
                  OWNER
                      + "ALTER PUBLICATION %s ADD TABLE %s;".formatted(publication, name.quoted()));
        }
        if (filters && row.getString("rowfilter") != null) {
          return Finding.missing(
              "Publication '%s' leaves out rows of %s: it has a row filter"
                  .formatted(settings.publication(), name),
              OWNER + "ALTER PUBLICATION %s SET TABLE %s;".formatted(publication, all()));
        }
        return Finding.ok(
            "Publication '%s' holds the table %s".formatted(settings.publication(), name));
      }
    }
  }

  private boolean holds(String sql, String argument) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, argument);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }
}
