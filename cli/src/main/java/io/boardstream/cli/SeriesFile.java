package io.boardstream.cli;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.RuntimeJsonMappingException;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Series in a CSV file: columns {@code series_id,index,value}, others are ignored; the points of a
 * series by ascending index, series as they come, also mixed. A point that cannot be used is told
 * and left out.
 */
final class SeriesFile {

  /** Takes the points in the order of the file. */
  interface Points {
    void next(String series, long index, double value) throws IOException;
  }

  private static final int TOLD = 10;

  private final Path file;
  private final PrintWriter err;
  private final Map<String, Long> last = new HashMap<>();
  private long rows;
  private long unusable;

  SeriesFile(Path file, PrintWriter err) {
    this.file = file;
    this.err = err;
  }

  /** The number of usable points. */
  long read(Points points) throws IOException {
    CsvSchema header = CsvSchema.emptySchema().withHeader();
    try (BufferedReader text = Files.newBufferedReader(file);
        MappingIterator<Map<String, String>> lines =
            new CsvMapper().readerForMapOf(String.class).with(header).readValues(text)) {
      while (lines.hasNext()) {
        Map<String, String> line = lines.next();
        if (rows++ == 0) {
          requireColumns(line);
        }
        use(line, points);
      }
    } catch (NoSuchFileException e) {
      throw new CommandFailedException(file + ": there is no such file.", e);
    } catch (MalformedInputException e) {
      throw new CommandFailedException(file + ": is not UTF-8 text.", e);
    } catch (JacksonException | RuntimeJsonMappingException e) {
      throw new CommandFailedException(
          "%s: after %d rows: no readable CSV: %s".formatted(file, rows, firstLine(e)), e);
    }
    if (rows == 0) {
      throw new CommandFailedException(
          file + ": there is no point in it. The first line must name series_id,index,value.");
    }
    if (unusable > 0) {
      err.println("%d of %d points could not be used".formatted(unusable, rows));
    }
    return rows - unusable;
  }

  private void requireColumns(Map<String, String> line) {
    for (String column : new String[] {"series_id", "index", "value"}) {
      if (!line.containsKey(column)) {
        throw new CommandFailedException(
            "%s: there is no column %s; its columns are %s."
                .formatted(file, column, String.join(",", line.keySet())));
      }
    }
  }

  private void use(Map<String, String> line, Points points) throws IOException {
    String series = text(line, "series_id");
    String problem;
    try {
      long index = Long.parseLong(text(line, "index"));
      double value = Double.parseDouble(text(line, "value"));
      Long before = last.get(series);
      if (!Double.isFinite(value)) {
        problem = "value " + value + " is no number";
      } else if (before != null && before >= index) {
        problem = "index %d comes after %d".formatted(index, before);
      } else {
        last.put(series, index);
        points.next(series, index, value);
        return;
      }
    } catch (NumberFormatException e) {
      problem =
          "index '%s' or value '%s' is no number"
              .formatted(text(line, "index"), text(line, "value"));
    }
    if (unusable++ < TOLD) {
      err.println("%s: row %d, series %s: %s".formatted(file, rows, series, problem));
    }
  }

  private static String text(Map<String, String> line, String column) {
    @Nullable String value = line.get(column);
    return value == null ? "" : value.strip();
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }
}
