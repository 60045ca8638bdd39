package io.boardstream.producers.postgres;

import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/**
 * The rows of one nightly for a first look: names as they occur in the field, all numbers
 * simulated. Pipeline and run ids begin with {@code simulated-}, so that the data itself says so.
 *
 * <p>Always the same rows for the same end time: it has what real nightlies have, targets beside
 * measurements, checks as 1, 2, 3, names in any case, runs without model or metric, one failed
 * measurement of 0.
 */
public final class SampleNightly {

  private final Instant end;

  /**
   * @param end when the pipeline of the nightly ended; the time of all rows
   */
  public SampleNightly(Instant end) {
    this.end = end;
  }

  /** The rows, each with the columns of {@link RowMapper#COLUMNS} as text, null where absent. */
  public List<List<@Nullable String>> rows() {
    return new SimulatedRuns(end).rows();
  }

  /** The rows as a CSV file that {@code CsvReader} reads. */
  public String csv() {
    return String.join(",", RowMapper.COLUMNS) + "\n" + lines();
  }

  /**
   * Adds the rows to the table in one transaction.
   *
   * @return how many rows
   * @throws SQLException when the database is away or the role may not insert; says which
   */
  public long insert(Settings settings) throws SQLException {
    PostgresSettings postgres = new PostgresSettings(settings.values());
    PostgresDatabase database = new PostgresDatabase(postgres);
    String columns =
        RowMapper.COLUMNS.stream().map(TableName::quoted).collect(Collectors.joining(", "));
    String copy =
        "COPY %s (%s) FROM STDIN WITH (FORMAT csv)"
            .formatted(
                postgres.table().orElse(TableName.parse(BenchmarkTable.NAME)).quoted(), columns);
    try (Connection connection = database.open()) {
      return connection
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn(copy, new StringReader(lines()));
    } catch (SQLException e) {
      throw new SQLException(database.explain(e), e.getSQLState(), e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String lines() {
    CsvSchema.Builder columns = CsvSchema.builder();
    RowMapper.COLUMNS.forEach(columns::addColumn);
    StringWriter text = new StringWriter();
    try (SequenceWriter writer = new CsvMapper().writer(columns.build()).writeValues(text)) {
      for (List<@Nullable String> row : rows()) {
        writer.write(row.toArray(String[]::new));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }
}
