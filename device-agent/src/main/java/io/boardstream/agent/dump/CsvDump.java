package io.boardstream.agent.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The CSV file of one board (RFC 4180, UTF-8); each row is in the file when it was added. */
final class CsvDump implements AutoCloseable {

  private final Writer file;
  private final SequenceWriter rows;

  CsvDump(Path path) throws IOException {
    this.file = Files.newBufferedWriter(path, UTF_8);
    CsvSchema.Builder columns = CsvSchema.builder().setUseHeader(true).setLineSeparator("\r\n");
    DumpColumns.titles().forEach(columns::addColumn);
    this.rows =
        CsvMapper.builder()
            .enable(JsonGenerator.Feature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build()
            .writer(columns.build())
            .writeValues(file);
  }

  void add(List<@Nullable BigDecimal> row) throws IOException {
    rows.write(row);
    rows.flush();
  }

  @Override
  public void close() throws IOException {
    try (file) {
      rows.close();
    }
  }
}
