package io.boardstream.cli.local;

import io.boardstream.producers.postgres.BenchmarkTable;
import io.boardstream.producers.postgres.CicdTables;
import io.boardstream.producers.postgres.SampleNightly;
import io.boardstream.runtime.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Gives the embedded database its tables, and once the sample nightly to look at. */
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
  long prepare(Settings settings) {
    try {
      BenchmarkTable.create(settings);
      CicdTables.create(settings);
      // What happens at the first start happens once, even when the user has deleted the rows
      // since.
      boolean first = Files.notExists(dir.firstStartMark());
      long rows = first && sample ? insertSample(settings) : 0;
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

  private static long insertSample(Settings settings) throws SQLException {
    return new SampleNightly(Instant.now().truncatedTo(ChronoUnit.SECONDS)).insert(settings);
  }
}
