package io.boardstream.site.history;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows of the tables as answers. */
final class RunRows {

  private RunRows() {}

  static Series.Conditions conditions(ResultSet row) throws SQLException {
    return new Series.Conditions(
        row.getString("mode"),
        number(row, "isl"),
        number(row, "osl"),
        number(row, "batch"),
        row.getString("conf_precision"));
  }

  static Series.Point point(ResultSet row) throws SQLException {
    @Nullable String ended = time(row, "ended");
    return new Series.Point(
        ended == null ? time(row, "pipeline_ended") : ended,
        decimal(row, "i_value"),
        row.getString("outcome"),
        new Series.RunReference(
            ref(row.getLong("ref")),
            row.getString("run_id"),
            row.getString("source"),
            row.getString("link"),
            row.getString("repo"),
            row.getString("hash")));
  }

  static RunDocument document(ResultSet row, Map<Integer, List<RunDocument.Item>> items)
      throws SQLException {
    return new RunDocument(
        ref(row.getLong("ref")),
        row.getString("model"),
        row.getString("model_name"),
        row.getString("precision"),
        row.getString("device"),
        row.getString("device_name"),
        conditions(row),
        row.getString("outcome"),
        row.getString("failure"),
        row.getString("reproduce"),
        row.getBoolean("truncated"),
        new RunDocument.Provenance(
            row.getString("source"),
            row.getString("run_id"),
            time(row, "ended"),
            time(row, "pipeline_ended"),
            row.getString("pipeline"),
            row.getString("job"),
            row.getString("link"),
            row.getString("repo"),
            row.getString("hash"),
            row.getString("branch"),
            row.getString("origin")),
        items.getOrDefault(HistoryTables.MEASUREMENT, List.of()),
        items.getOrDefault(HistoryTables.TARGET, List.of()),
        items.getOrDefault(HistoryTables.CHECK, List.of()));
  }

  static RunDocument.Item item(ResultSet row) throws SQLException {
    boolean measurement = row.getInt("kind") == HistoryTables.MEASUREMENT;
    @Nullable String word = row.getString("word");
    return new RunDocument.Item(
        row.getString("tier"),
        row.getString("step"),
        row.getString("name"),
        decimal(row, "value"),
        row.getString("unit"),
        measurement ? word : null,
        measurement ? null : word);
  }

  static String ref(long ref) {
    return HexFormat.of().toHexDigits(ref);
  }

  private static @Nullable Long number(ResultSet row, String column) throws SQLException {
    long number = row.getLong(column);
    return row.wasNull() ? null : number;
  }

  private static @Nullable Double decimal(ResultSet row, String column) throws SQLException {
    double number = row.getDouble(column);
    return row.wasNull() ? null : number;
  }

  private static @Nullable String time(ResultSet row, String column) throws SQLException {
    long micros = row.getLong(column);
    return row.wasNull() ? null : Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
  }
}
