package io.boardstream.producers.postgres;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What one table must offer: its columns, an identity of its rows, whole old rows in the log. */
final class TableCheck {

  /** Types whose text is the same in the log and in a query, so that ids are, too. */
  private static final Pattern KEY_TYPE =
      Pattern.compile(
          "smallint|integer|bigint|text|uuid|date|boolean|character varying.*|numeric\\([0-9]+,0\\)");

  private static final Set<String> NUMBERS =
      Set.of("smallint", "integer", "bigint", "real", "double precision", "numeric");
  private static final Set<String> TIMES =
      Set.of("timestamp with time zone", "timestamp without time zone");
  private static final Set<String> TEXTS = Set.of("text", "character varying", "character");
  private static final Set<String> JSON = Set.of("json", "jsonb");

  private final TableSpec spec;
  private final TableLayout layout;

  TableCheck(TableSpec spec, TableLayout layout) {
    this.spec = spec;
    this.layout = layout;
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    findings.add(columns());
    unreadable().ifPresent(findings::add);
    unexpected().ifPresent(findings::add);
    findings.add(identity());
    findings.add(oldRows());
    return findings;
  }

  private Finding columns() {
    List<String> missing =
        spec.required().keySet().stream()
            .filter(column -> !layout.types().containsKey(column))
            .toList();
    return missing.isEmpty()
        ? Finding.ok("Table %s has all columns".formatted(spec.name()))
        : Finding.missing(
            "Table %s lacks the columns %s".formatted(spec.name(), String.join(", ", missing)),
            missing.stream()
                .map(column -> "ADD COLUMN %s %s".formatted(column, spec.required().get(column)))
                .collect(
                    Collectors.joining(
                        ", ", "ALTER TABLE %s ".formatted(spec.name().quoted()), ";")));
  }

  /** A query cannot look into what is no JSON for the database. */
  private Optional<Finding> unreadable() {
    List<String> noJson =
        known()
            .filter(column -> column.getValue().equals("jsonb"))
            .map(Map.Entry::getKey)
            .filter(column -> !JSON.contains(layout.type(column)))
            .toList();
    return noJson.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.missing(
                "Column %s of %s is no JSON".formatted(String.join(", ", noJson), spec.name()),
                noJson.stream()
                    .map(
                        column ->
                            "ALTER TABLE %1$s ALTER COLUMN %2$s TYPE jsonb USING %2$s::jsonb;"
                                .formatted(spec.name().quoted(), column))
                    .collect(Collectors.joining(" "))));
  }

  private Optional<Finding> unexpected() {
    List<String> unexpected =
        known()
            .filter(column -> !isExpected(column.getKey(), column.getValue()))
            .map(column -> column.getKey() + " " + layout.type(column.getKey()))
            .toList();
    return unexpected.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Finding.advice(
                "Unexpected types in %s: %s; values that cannot be read go to dead-letters"
                    .formatted(spec.name(), String.join(", ", unexpected)),
                "Expected are text for names and ids, numbers for lengths, sizes and values, a"
                    + " timestamp for times."));
  }

  /** Columns that are read, as far as the table has them, with the type of our DDL. */
  private Stream<Map.Entry<String, String>> known() {
    return Stream.concat(spec.required().entrySet().stream(), spec.optional().entrySet().stream())
        .filter(column -> layout.types().containsKey(column.getKey()));
  }

  private boolean isExpected(String column, String ours) {
    String type = layout.type(column).replaceAll("\\([^)]*\\)", "");
    return switch (ours) {
      case "numeric", "double precision", "bigint" ->
          NUMBERS.contains(type) || TEXTS.contains(type) || (isId(column) && type.equals("uuid"));
      case "timestamptz" -> TIMES.contains(type) || TEXTS.contains(type);
      case "boolean" -> type.equals("boolean") || TEXTS.contains(type) || NUMBERS.contains(type);
      case "jsonb" -> true;
      default ->
          TEXTS.contains(type) || (isId(column) && (NUMBERS.contains(type) || type.equals("uuid")));
    };
  }

  private static boolean isId(String column) {
    return column.endsWith("_id");
  }

  Finding identity() {
    if (layout.kind().equals("p")) {
      return Finding.missing(
          "Table %s is partitioned, which is not supported".formatted(spec.name()),
          "Point %s at ordinary tables.".formatted(spec.setting()));
    }
    if (layout.primaryKey().isEmpty()) {
      return Finding.missing(
          "Table %s has no primary key, so its rows have no identity".formatted(spec.name()),
          spec.key()
              .map(
                  key ->
                      "ALTER TABLE %s ADD PRIMARY KEY (%s);".formatted(spec.name().quoted(), key))
              .orElse(
                  "ALTER TABLE %s ADD COLUMN id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY;"
                      .formatted(spec.name().quoted())));
    }
    if (spec.key().filter(key -> !layout.primaryKey().equals(List.of(key))).isPresent()) {
      return Finding.missing(
          "The primary key of %s is %s"
              .formatted(spec.name(), String.join(", ", layout.primaryKey())),
          "It must be %s alone, by which other tables name its rows.".formatted(spec.key().get()));
    }
    List<String> unfit =
        layout.primaryKey().stream()
            .filter(column -> !KEY_TYPE.matcher(layout.type(column)).matches())
            .map(column -> column + " " + layout.type(column))
            .toList();
    return unfit.isEmpty()
        ? Finding.ok("Primary key is " + String.join(", ", layout.primaryKey()))
        : Finding.missing(
            "The primary key holds %s, whose text is not always the same"
                .formatted(String.join(", ", unfit)),
            "Use integers, text, uuid, date, boolean or numeric(n,0) in the primary key.");
  }

  private Finding oldRows() {
    String mend = "ALTER TABLE %s REPLICA IDENTITY FULL;".formatted(spec.name().quoted());
    if (layout.replicaIdentity().equals("f")) {
      return Finding.ok("Replica identity of %s is FULL".formatted(spec.name()));
    }
    return spec.needsOldRow()
        ? Finding.missing(
            "Replica identity of %s is not FULL: the log does not say where a row stood before"
                .formatted(spec.name()),
            mend)
        : Finding.advice(
            "Replica identity of %s is not FULL: a large value that an update leaves unchanged"
                    .formatted(spec.name())
                + " is not in the log, and has to be asked for each time",
            mend);
  }
}
