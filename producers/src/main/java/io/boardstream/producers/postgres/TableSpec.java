package io.boardstream.producers.postgres;

import io.boardstream.matrix.rows.RowMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a captured table must look like.
 *
 * @param name where it is
 * @param setting the key that names it, for advice
 * @param required columns without which it cannot be read, and the type that each has in our DDL
 * @param optional columns that are read where they exist
 * @param key the column that must be the primary key; empty where any key will do
 * @param needsOldRow whether changes can be followed only with {@code REPLICA IDENTITY FULL}
 * @param ddl the SQL that creates it; empty where we have none for this name
 */
record TableSpec(
    TableName name,
    String setting,
    Map<String, String> required,
    Map<String, String> optional,
    Optional<String> key,
    boolean needsOldRow,
    Optional<String> ddl) {

  /** The tables that the settings name. */
  static List<TableSpec> of(PostgresSettings settings) {
    List<TableSpec> specs = new ArrayList<>();
    settings.table().map(TableSpec::flat).ifPresent(specs::add);
    settings
        .cicdSchema()
        .ifPresent(
            schema -> {
              for (CicdTable table : CicdTable.values()) {
                specs.add(cicd(table, schema));
              }
            });
    return specs;
  }

  private static TableSpec flat(TableName name) {
    return new TableSpec(
        name,
        PostgresSettings.TABLE,
        typed(RowMapper.COLUMNS, BenchmarkTable.TYPES),
        typed(RowMapper.OPTIONAL_COLUMNS, BenchmarkTable.TYPES),
        Optional.empty(),
        false,
        Optional.of(BenchmarkTable.ddl())
            .filter(ddl -> name.toString().equals(BenchmarkTable.NAME)));
  }

  private static TableSpec cicd(CicdTable table, String schema) {
    return new TableSpec(
        table.in(schema),
        PostgresSettings.CICD_SCHEMA,
        table.required(),
        table.optional(),
        Optional.of(table.idColumn()),
        table.parentColumn().isPresent(),
        Optional.of(CicdTables.ddl(schema)));
  }

  private static Map<String, String> typed(List<String> columns, Map<String, String> types) {
    Map<String, String> typed = new LinkedHashMap<>();
    columns.forEach(column -> typed.put(column, types.getOrDefault(column, "text")));
    return typed;
  }

  String howToCreate() {
    return ddl.orElse("Set %s to where the rows are.".formatted(setting));
  }
}
