package io.boardstream.producers.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.ColumnNames;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.RowReaderException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads benchmark rows from a CSV file (RFC 4180, UTF-8) whose header names the columns of seed
 * 000, in any order, and may name any of {@link RowMapper#OPTIONAL_COLUMNS}; further columns are
 * reported and ignored.
 *
 * <p>The id of a row is the number of its data row, from 1. A line with too few or too many values
 * is a rejected row; a quote that is never closed ends the pass, because nobody can say how many
 * rows it swallowed.
 */
public final class CsvReader implements FileReader {

  /** Learns how the pass goes. */
  public interface Listener {

    /**
     * Columns of the file that are no columns of a benchmark row; not called when there are none.
     */
    void ignoredColumns(List<String> names);

    /** How many rows have been read; called now and then, and once at the end. */
    void progress(long rows);

    /** Wants to know nothing. */
    Listener NONE =
        new Listener() {
          @Override
          public void ignoredColumns(List<String> names) {}

          @Override
          public void progress(long rows) {}
        };
  }

  private static final long ROWS_BETWEEN_PROGRESS = 10_000;

  private final Path file;
  private final RowMapper mapper;
  private final Listener listener;

  /**
   * @param source name of the source in the facts' ids
   */
  public CsvReader(Path file, String source, Listener listener) {
    this.file = file;
    this.mapper = new RowMapper(source);
    this.listener = listener;
  }

  @Override
  public void readRaw(Consumer<? super RawRow> rows) {
    FileOrigin origin = FileOrigin.of(file);
    long row = 0;
    int line = 1;
    try (BufferedReader text = open();
        MappingIterator<List<String>> lines =
            new CsvMapper()
                .readerForListOf(String.class)
                .withFeatures(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
                .readValues(text)) {
      List<String> names = names(lines);
      ColumnNames header = header(names);
      while (lines.hasNextValue()) {
        // The parser stands behind the first value of the row: still on its first line.
        line = lines.getCurrentLocation().getLineNr();
        List<String> values = lines.nextValue();
        row++;
        rows.accept(mapped(header, names, new Place(origin, row, line), values));
        if (row % ROWS_BETWEEN_PROGRESS == 0) {
          listener.progress(row);
        }
      }
    } catch (JacksonException | RuntimeJsonMappingException e) {
      throw new RowReaderException(unreadable(row, line, e), e);
    } catch (CharacterCodingException e) {
      throw new RowReaderException(
          "%s is not UTF-8 text somewhere after data row %,d".formatted(file, row), e);
    } catch (IOException e) {
      throw new RowReaderException("Cannot read " + file + ": " + e, e);
    }
    listener.progress(row);
  }

  private BufferedReader open() throws IOException {
    if (!Files.exists(file)) {
      throw new NoSuchFileException(file.toString());
    }
    BufferedReader text =
        new BufferedReader(
            new InputStreamReader(
                Files.newInputStream(file),
                UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)));
    text.mark(1);
    if (text.read() != '\ufeff') {
      text.reset();
    }
    return text;
  }

  private List<String> names(MappingIterator<List<String>> lines) throws IOException {
    if (!lines.hasNextValue()) {
      throw new RowReaderException(file + " is empty; its first line must name the columns");
    }
    return lines.nextValue();
  }

  private ColumnNames header(List<String> names) {
    Map<Integer, String> positions = new TreeMap<>();
    for (int i = 0; i < names.size(); i++) {
      positions.put(i, names.get(i));
    }
    ColumnNames header = ColumnNames.of(positions);
    if (!header.missing().isEmpty()) {
      throw new RowReaderException(
          "%s has no column %s; its first line must name all of %s"
              .formatted(
                  file, String.join(", ", header.missing()), String.join(",", RowMapper.COLUMNS)));
    }
    if (!header.repeated().isEmpty()) {
      throw new RowReaderException(
          file + " has the column " + String.join(", ", header.repeated()) + " twice");
    }
    if (!header.ignored().isEmpty()) {
      listener.ignoredColumns(header.ignored());
    }
    return header;
  }

  /**
   * @param row number of the data row, from 1
   */
  private record Place(FileOrigin origin, long row, int line) {}

  private RawRow mapped(ColumnNames header, List<String> names, Place place, List<String> values) {
    String rowId = Long.toString(place.row());
    if (values.size() != names.size()) {
      return new RawRow(
          new MappedRow.Rejected(
              rowId,
              RowMapper.RULE_UNREADABLE,
              "line %d of %s has %d values where the header has %d columns"
                  .formatted(place.line(), file.getFileName(), values.size(), names.size())),
          Map.of("line", String.join(",", values)));
    }
    Map<String, String> columns = new HashMap<>();
    header.positions().forEach((column, i) -> columns.put(column, values.get(i)));
    if (columns.getOrDefault("origin", "").isBlank()) {
      columns.put("origin", place.origin().at("row " + rowId));
    }
    return new RawRow(mapper.map(rowId, Optional.empty(), columns), columns);
  }

  private String unreadable(long row, int line, Exception e) {
    Throwable cause = e instanceof JacksonException ? e : e.getCause();
    String problem =
        cause instanceof JacksonException malformed
            ? malformed.getOriginalMessage()
            : String.valueOf(e.getMessage());
    return "%s cannot be read past line %d (data row %,d): %s"
        .formatted(file, line, row + 1, problem.lines().findFirst().orElse(""));
  }
}
