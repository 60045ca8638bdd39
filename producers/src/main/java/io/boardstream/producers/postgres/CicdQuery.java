package io.boardstream.producers.postgres;

import io.boardstream.matrix.assembly.Selection;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The join of the four tables: each selected run with each of its measurements, if it has any, and
 * with each selected job that it names, run by run, of several jobs the greatest id first.
 */
final class CicdQuery {

  private static final Set<String> INTEGERS = Set.of("smallint", "integer", "bigint");

  /** Where the device stands, as text, beside the columns of a run. */
  static final String DEVICE = "device_name";

  private static final String DEVICE_INFO = "device_info";

  private final Selection selection;
  private final List<List<String>> parameters = new ArrayList<>();

  CicdQuery(Selection selection) {
    this.selection = selection;
  }

  PreparedStatement prepare(
      Connection connection, String schema, Map<CicdTable, TableLayout> layouts)
      throws SQLException {
    parameters.clear();
    PreparedStatement statement = connection.prepareStatement(sql(schema, layouts));
    for (int i = 0; i < parameters.size(); i++) {
      statement.setArray(
          i + 1, connection.createArrayOf("text", parameters.get(i).toArray(String[]::new)));
    }
    return statement;
  }

  private String sql(String schema, Map<CicdTable, TableLayout> layouts) {
    List<String> columns = new ArrayList<>();
    for (CicdTable table : CicdTable.values()) {
      TableLayout layout = layout(layouts, table);
      CicdReader.columns(table, layout)
          .forEach(
              column ->
                  columns.add(
                      "%s AS %s"
                          .formatted(
                              column.equals(DEVICE_INFO)
                                  ? device(layout)
                                  : alias(table) + "." + TableName.quoted(column),
                              TableName.quoted(label(table, column)))));
    }
    List<String> conditions = new ArrayList<>();
    named(conditions, "p.name", selection.pipelineNames());
    named(conditions, "p.project", selection.projects());
    named(conditions, "p.git_branch_name", selection.branches());
    if (!selection.jobs().isEmpty()) {
      parameters.add(selection.jobs());
      conditions.add("j.name::text LIKE ANY (?)");
    }
    named(conditions, "r.git_repo_name", selection.repositories());
    String run = same(layouts, CicdTable.MEASUREMENT, CicdTable.RUN, "benchmark_run_id");
    String job = same(layouts, CicdTable.RUN, CicdTable.JOB, "github_job_id");
    String pipeline = same(layouts, CicdTable.JOB, CicdTable.PIPELINE, "cicd_pipeline_id");
    return """
        SELECT %s
        FROM %s r
        JOIN %s j ON %s
        JOIN %s p ON %s
        LEFT JOIN %s m ON %s
        %s
        ORDER BY r.benchmark_run_id, %s, m.benchmark_measurement_id
        """
        .formatted(
            String.join(", ", columns),
            CicdTable.RUN.in(schema).quoted(),
            CicdTable.JOB.in(schema).quoted(),
            job,
            CicdTable.PIPELINE.in(schema).quoted(),
            pipeline,
            CicdTable.MEASUREMENT.in(schema).quoted(),
            run,
            conditions.isEmpty() ? "" : "WHERE " + String.join(" AND ", conditions),
            greatestFirst(layout(layouts, CicdTable.JOB)));
  }

  private void named(List<String> conditions, String column, List<String> names) {
    if (!names.isEmpty()) {
      parameters.add(names);
      conditions.add(column + "::text = ANY (?)");
    }
  }

  private static String device(TableLayout layout) {
    return layout.type(DEVICE_INFO).startsWith("json")
        ? "r.device_info ->> 'device_name'"
        : "r.device_info::jsonb ->> 'device_name'";
  }

  /** Whole numbers are compared as they are; other ids as the text that facts have of them. */
  private static String same(
      Map<CicdTable, TableLayout> layouts, CicdTable from, CicdTable to, String column) {
    String one = alias(from) + "." + column;
    String other = alias(to) + "." + column;
    return INTEGERS.contains(layout(layouts, from).type(column))
            && INTEGERS.contains(layout(layouts, to).type(column))
        ? one + " = " + other
        : canonical(one) + " = " + canonical(other);
  }

  private static String canonical(String column) {
    return "regexp_replace(btrim(%s::text), '^(-?[0-9]+)\\.0+$', '\\1')".formatted(column);
  }

  /** Ids that are numbers come in the order of numbers, before those that are not. */
  private static String greatestFirst(TableLayout jobs) {
    String id = "j.cicd_job_id";
    return INTEGERS.contains(jobs.type("cicd_job_id"))
        ? id + " DESC"
        : "CASE WHEN %1$s::text ~ '^[0-9]{1,100}$' THEN %1$s::text::numeric END DESC NULLS FIRST, %1$s::text COLLATE \"C\" DESC"
            .formatted(id);
  }

  private static String alias(CicdTable table) {
    return switch (table) {
      case PIPELINE -> "p";
      case JOB -> "j";
      case RUN -> "r";
      case MEASUREMENT -> "m";
    };
  }

  private static String label(CicdTable table, String column) {
    return alias(table) + "." + (column.equals(DEVICE_INFO) ? DEVICE : column);
  }

  private static TableLayout layout(Map<CicdTable, TableLayout> layouts, CicdTable table) {
    TableLayout layout = layouts.get(table);
    if (layout == null) {
      throw new IllegalArgumentException("No layout of " + table);
    }
    return layout;
  }

  /** The columns of the row that the result stands at, by table. */
  static Map<CicdTable, Map<String, @Nullable String>> row(ResultSet result) throws SQLException {
    Map<String, Map<String, @Nullable String>> byAlias = new HashMap<>();
    ResultSetMetaData labels = result.getMetaData();
    for (int i = 1; i <= labels.getColumnCount(); i++) {
      String label = labels.getColumnLabel(i);
      byAlias
          .computeIfAbsent(label.substring(0, 1), alias -> new HashMap<>())
          .put(label.substring(2), result.getString(i));
    }
    Map<CicdTable, Map<String, @Nullable String>> row = new EnumMap<>(CicdTable.class);
    for (CicdTable table : CicdTable.values()) {
      row.put(table, byAlias.getOrDefault(alias(table), Map.of()));
    }
    return row;
  }
}
