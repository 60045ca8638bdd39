package io.boardstream.producers.csv;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.RowReader;
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
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Reads benchmark rows from a CSV file (RFC 4180, UTF-8) whose header names the columns of seed
 * 000, in any order, and may name any of {@link RowMapper#OPTIONAL_COLUMNS}; further columns are
 * reported and ignored.
 *
 * <p>The id of a row is the number of its data row, from 1. A line with too few or too many values
 * is a rejected row; a quote that is never closed ends the pass, because nobody can say how many
 * rows it swallowed.
 */
public final class CsvReader implements RowReader {

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
  public void read(Consumer<? super MappedRow> rows) {
    long row = 0;
    int line = 1;
    try (BufferedReader text = open();
        MappingIterator<List<String>> lines =
            new CsvMapper()
                .readerForListOf(String.class)
                .withFeatures(CsvParser.Feature.WRAP_AS_ARRAY, CsvParser.Feature.SKIP_EMPTY_LINES)
                .readValues(text)) {
      Header header = header(lines);
      while (lines.hasNextValue()) {
        // The parser stands behind the first value of the row: still on its first line.
        line = lines.getCurrentLocation().getLineNr();
        List<String> values = lines.nextValue();
        row++;
        rows.accept(mapped(header, row, line, values));
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

  private Header header(MappingIterator<List<String>> lines) throws IOException {
    if (!lines.hasNextValue()) {
      throw new RowReaderException(file + " is empty; its first line must name the columns");
    }
    Header header = Header.of(file, lines.nextValue());
    if (!header.ignored().isEmpty()) {
      listener.ignoredColumns(header.ignored());
    }
    return header;
  }

  private MappedRow mapped(Header header, long row, int line, List<String> values) {
    if (values.size() != header.width()) {
      return new MappedRow.Rejected(
          Long.toString(row),
          RowMapper.RULE_UNREADABLE,
          "line %d of %s has %d values where the header has %d columns"
              .formatted(line, file.getFileName(), values.size(), header.width()));
    }
    Map<String, String> columns = new HashMap<>();
    header.positions().forEach((column, i) -> columns.put(column, values.get(i)));
    return mapper.map(Long.toString(row), Optional.empty(), columns);
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

  /**
   * @param positions where each column of a benchmark row stands
   * @param width how many values a line has
   * @param ignored names of the other columns
   */
  private record Header(Map<String, Integer> positions, int width, List<String> ignored) {

    static Header of(Path file, List<String> cells) {
      List<String> names =
          cells.stream().map(name -> name.strip().toLowerCase(Locale.ROOT)).toList();
      List<String> missing = RowMapper.COLUMNS.stream().filter(c -> !names.contains(c)).toList();
      if (!missing.isEmpty()) {
        throw new RowReaderException(
            "%s has no column %s; its first line must name all of %s"
                .formatted(file, String.join(", ", missing), String.join(",", RowMapper.COLUMNS)));
      }
      Map<String, Integer> positions = new HashMap<>();
      List<String> known =
          Stream.concat(RowMapper.COLUMNS.stream(), RowMapper.OPTIONAL_COLUMNS.stream())
              .filter(names::contains)
              .toList();
      for (String column : known) {
        if (names.indexOf(column) != names.lastIndexOf(column)) {
          throw new RowReaderException(file + " has the column " + column + " twice");
        }
        positions.put(column, names.indexOf(column));
      }
      List<String> ignored = names.stream().filter(n -> !known.contains(n)).toList();
      return new Header(positions, names.size(), ignored);
    }
  }
}
