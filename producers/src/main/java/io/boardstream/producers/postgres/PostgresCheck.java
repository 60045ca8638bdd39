package io.boardstream.producers.postgres;

import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Says of a user's own database, without changing anything, what change data capture needs, what of
 * it is missing, and how to mend that.
 */
public final class PostgresCheck {

  private final PostgresSettings settings;
  private final PostgresDatabase database;

  public PostgresCheck(Settings settings) {
    this(new PostgresSettings(settings.values()));
  }

  PostgresCheck(PostgresSettings settings) {
    this.settings = settings;
    this.database = new PostgresDatabase(settings);
  }

  /** All findings, in the order in which they are best mended; never throws for what it finds. */
  public List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    try (Connection connection = database.open()) {
      findings.add(Finding.ok("Connected to %s as %s".formatted(at(), settings.user())));
      findings.addAll(new ServerCheck(settings, connection).findings());
      List<TableName> existing = new ArrayList<>();
      List<TableSpec> specs = TableSpec.of(settings);
      if (specs.isEmpty()) {
        findings.add(nothingToRead());
      }
      for (TableSpec spec : specs) {
        Optional<TableLayout> layout = TableLayout.read(connection, spec.name());
        if (layout.isPresent()) {
          findings.addAll(new TableCheck(spec, layout.get()).findings());
          existing.add(spec.name());
        } else {
          findings.add(noTable(spec));
        }
      }
      findings.addAll(new PublicationCheck(settings, connection, existing).findings());
    } catch (SQLException e) {
      findings.add(Finding.missing(database.problem(e), database.remedy(e)));
    }
    return List.copyOf(findings);
  }

  /** What makes a table unusable until its owner changes it: it never becomes so by waiting. */
  static Optional<Finding> unusable(Connection connection, PostgresSettings settings)
      throws SQLException {
    List<TableSpec> specs = TableSpec.of(settings);
    if (specs.isEmpty()) {
      return Optional.of(nothingToRead());
    }
    for (TableSpec spec : specs) {
      Optional<TableLayout> layout = TableLayout.read(connection, spec.name());
      Optional<Finding> identity =
          layout.map(known -> new TableCheck(spec, known).identity()).filter(f -> !f.ok());
      if (identity.isPresent()) {
        return identity;
      }
    }
    return Optional.empty();
  }

  private String at() {
    return settings.url().replaceAll("\\?.*", "");
  }

  private static Finding nothingToRead() {
    return Finding.missing(
        "Neither postgres.table nor postgres.cicd.schema names anything to read",
        "Set postgres.table to the table of benchmark rows, or postgres.cicd.schema to the schema"
            + " of the tables cicd_pipeline, cicd_job, benchmark_run and benchmark_measurement.");
  }

  private static Finding noTable(TableSpec spec) {
    return Finding.missing("There is no table %s".formatted(spec.name()), spec.howToCreate());
  }
}
