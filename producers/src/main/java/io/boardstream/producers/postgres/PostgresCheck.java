package io.boardstream.producers.postgres;

import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Says of a user's own database, without changing anything, what change data capture needs, what of
 * it is missing, and how to mend that.
 */
public final class PostgresCheck {

  /** Types whose text is the same in the log and in a query, so that ids are, too. */
  private static final Pattern KEY_TYPE =
      Pattern.compile(
          "smallint|integer|bigint|text|uuid|date|boolean|character varying.*|numeric\\([0-9]+,0\\)");

  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "real", "double precision", "numeric");
  private static final Set<String> TIMES =
      Set.of("timestamp with time zone", "timestamp without time zone");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "character");

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
      Optional<TableLayout> layout = TableLayout.read(connection, settings.table());
      if (layout.isEmpty()) {
        findings.add(noTable());
      } else {
        findings.addAll(table(layout.get()));
        findings.addAll(new PublicationCheck(settings, connection).findings());
      }
    } catch (SQLException e) {
      findings.add(Finding.missing(database.problem(e), database.remedy(e)));
    }
    return List.copyOf(findings);
  }

  /** What makes a table unusable until its owner changes it: it never becomes so by waiting. */
  static Optional<Finding> unusable(Connection connection, PostgresSettings settings)
      throws SQLException {
    return TableLayout.read(connection, settings.table())
        .flatMap(layout -> identity(layout, settings.table()).filter(finding -> !finding.ok()));
  }

  private String at() {
    return settings.url().replaceAll("\\?.*", "");
  }

  private Finding noTable() {
    return Finding.missing(
        "There is no table %s".formatted(settings.table()),
        settings.table().toString().equals(BenchmarkTable.NAME)
            ? BenchmarkTable.ddl()
            : "Set postgres.table to the table of benchmark rows.");
  }

  private List<Finding> table(TableLayout layout) {
    List<Finding> findings = new ArrayList<>();
    findings.add(columns(layout));
    types(layout).ifPresent(findings::add);
    identity(layout, settings.table()).ifPresent(findings::add);
    findings.add(
        layout.replicaIdentity().equals("f")
            ? Finding.ok("Replica identity of %s is FULL".formatted(settings.table()))
            : Finding.advice(
                "Replica identity of %s is not FULL: a large value that an update leaves unchanged"
                        .formatted(settings.table())
                    + " does not arrive, and its row is rejected",
                "ALTER TABLE %s REPLICA IDENTITY FULL;".formatted(settings.table().quoted())));
    return findings;
  }

  private Finding columns(TableLayout layout) {
    List<String> missing = layout.missingColumns();
    return missing.isEmpty()
        ? Finding.ok("Table %s has all columns".formatted(settings.table()))
        : Finding.missing(
            "Table %s lacks the columns %s".formatted(settings.table(), String.join(", ", missing)),
            missing.stream()
                .map(
                    column ->
                        "ADD COLUMN %s %s".formatted(column, BenchmarkTable.TYPES.get(column)))
                .collect(
                    Collectors.joining(
                        ", ", "ALTER TABLE %s ".formatted(settings.table().quoted()), ";")));
  }

  private Optional<Finding> types(TableLayout layout) {
    List<String> unexpected =
        RowMapper.COLUMNS.stream()
            .filter(column -> layout.types().containsKey(column))
            .filter(column -> !isExpected(column, base(layout.type(column))))
            .map(column -> column + " " + layout.type(column))
            .toList();
    return unexpected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.advice(
                "Unexpected types: %s; values that cannot be read go to dead-letters"
                    .formatted(String.join(", ", unexpected)),
                "Expected are text for names and ids, a number for isl, osl, batch_size and"
                    + " metric_value, a timestamp for pipeline_end_ts."));
  }

  private static boolean isExpected(String column, String type) {
    return switch (column) {
      case "isl", "osl", "batch_size", "metric_value" ->
          NUMBERS.contains(type) || TEXTS.contains(type);
      case "pipeline_end_ts" -> TIMES.contains(type) || TEXTS.contains(type);
      case "github_pipeline_id", "benchmark_run_id" ->
          NUMBERS.contains(type) || TEXTS.contains(type) || type.equals("uuid");
      default -> TEXTS.contains(type);
    };
  }

  /** The type without its length or precision. */
  private static String base(String type) {
    return type.replaceAll("\\([^)]*\\)", "");
  }

  private static Optional<Finding> identity(TableLayout layout, TableName table) {
    if (layout.kind().equals("p")) {
      return Optional.of(
          Finding.missing(
              "Table %s is partitioned, which is not supported".formatted(table),
              "Point postgres.table at an ordinary table."));
    }
    if (layout.primaryKey().isEmpty()) {
      return Optional.of(
          Finding.missing(
              "Table %s has no primary key, so its rows have no identity".formatted(table),
              "ALTER TABLE %s ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;"
                  .formatted(table.quoted())));
    }
    List<String> unfit =
        layout.primaryKey().stream()
            .filter(column -> !KEY_TYPE.matcher(layout.type(column)).matches())
            .map(column -> column + " " + layout.type(column))
            .toList();
    return Optional.of(
        unfit.isEmpty()
            ? Finding.ok("Primary key is " + String.join(", ", layout.primaryKey()))
            : Finding.missing(
                "The primary key holds %s, whose text is not always the same"
                    .formatted(String.join(", ", unfit)),
                "Use integers, text, uuid, date, boolean or numeric(n,0) in the primary key."));
  }
}
