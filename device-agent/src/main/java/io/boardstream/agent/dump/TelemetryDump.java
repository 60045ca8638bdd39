package io.boardstream.agent.dump;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.SnapshotWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.poi.ss.util.WorkbookUtil;
import org.jspecify.annotations.Nullable;

/**
 * Writes looks at the boards into a folder: a CSV file per board, all of them as sheets of {@value
 * #WORKBOOK}, and the first look as {@value #SNAPSHOT}, which says what the boards are. Safe to be
 * closed by another thread than the one that adds.
 */
public final class TelemetryDump implements AutoCloseable {

  static final String WORKBOOK = "telemetry.xlsx";
  static final String SNAPSHOT = "snapshot.json";

  private final Path folder;
  private final XlsxDump workbook;
  private final Map<String, CsvDump> files = new LinkedHashMap<>();
  private int looks;
  private boolean closed;

  /**
   * @param folder made when it is not there
   * @throws BoardException when it cannot be written to, or has a dump already
   */
  public TelemetryDump(Path folder) {
    this.folder = folder;
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new BoardException("Cannot dump into %s: %s".formatted(folder, e), e);
    }
    if (Files.exists(folder.resolve(WORKBOOK)) || Files.exists(folder.resolve(SNAPSHOT))) {
      throw new BoardException(
          folder + " has a dump already. Choose another folder with --dir, or remove that one.");
    }
    this.workbook = new XlsxDump(folder.resolve(WORKBOOK));
  }

  /** How many looks were added. */
  public synchronized int looks() {
    return looks;
  }

  /** How many boards have a file. */
  public synchronized int boards() {
    return files.size();
  }

  /**
   * Adds a row for each board that was measured.
   *
   * @param seconds since the start
   */
  public synchronized void add(double seconds, Sighting sighting) {
    if (closed) {
      return;
    }
    try {
      if (looks++ == 0) {
        Files.writeString(folder.resolve(SNAPSHOT), SnapshotWriter.json(sighting), UTF_8);
      }
      for (FoundBoard board : sighting.boards()) {
        if (!board.chip().reading().isEmpty()) {
          add(board, DumpColumns.row(seconds, board.chip().reading()));
        }
      }
    } catch (IOException e) {
      throw new BoardException("Cannot write to %s: %s".formatted(folder, e), e);
    }
  }

  private void add(FoundBoard board, List<@Nullable BigDecimal> row) throws IOException {
    String name = name(board);
    CsvDump file = files.get(name);
    if (file == null) {
      file = new CsvDump(folder.resolve(name + ".csv"));
      files.put(name, file);
    }
    file.add(row);
    workbook.add(name, board, row);
  }

  /** The key without its host, as file and sheet may be called. */
  private static String name(FoundBoard board) {
    String key = board.key().substring(board.key().indexOf('/') + 1);
    return WorkbookUtil.createSafeSheetName(key.replaceAll("[^A-Za-z0-9.+]", "-"));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    List<AutoCloseable> all = new ArrayList<>(files.values());
    all.add(workbook);
    Exception failure = null;
    for (AutoCloseable file : all) {
      try {
        file.close();
      } catch (Exception e) {
        failure = e;
      }
    }
    if (failure != null) {
      throw new BoardException(
          "Cannot finish the dump in %s: %s".formatted(folder, failure), failure);
    }
  }
}
