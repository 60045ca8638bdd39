package io.boardstream.site.history;

import java.util.List;

/** The tables. Runs are found by the column stores' own means: no index has to be kept up. */
final class HistoryTables {

  /** Of the file itself, one row. */
  private static final String META =
      "CREATE TABLE meta (shape INTEGER, origin VARCHAR, saved_at BIGINT)";

  private static final String PLACES = "CREATE TABLE places (part INTEGER, next BIGINT)";

  /** Times are microseconds since the epoch; {@code ord} compares as the runs do. */
  private static final String RUNS =
      "CREATE TABLE runs (ref BIGINT, ord BLOB, model VARCHAR, device VARCHAR, mode VARCHAR,"
          + " isl BIGINT, osl BIGINT, batch BIGINT, conf_precision VARCHAR, outcome VARCHAR,"
          + " ended BIGINT, pipeline_ended BIGINT, source VARCHAR, run_id VARCHAR,"
          + " pipeline VARCHAR, job VARCHAR, link VARCHAR, repo VARCHAR, hash VARCHAR,"
          + " origin VARCHAR, model_name VARCHAR, precision VARCHAR, device_name VARCHAR,"
          + " branch VARCHAR, failure VARCHAR, reproduce VARCHAR, truncated BOOLEAN)";

  /** Measurements, targets and checks of runs, in their order. */
  private static final String ITEMS =
      "CREATE TABLE items (ref BIGINT, kind TINYINT, tier VARCHAR, step VARCHAR, name VARCHAR,"
          + " value DOUBLE, unit VARCHAR, word VARCHAR)";

  static final int MEASUREMENT = 0;
  static final int TARGET = 1;
  static final int CHECK = 2;

  static final List<String> ALL = List.of(META, PLACES, RUNS, ITEMS);

  static final List<String> OF_RECORDS = List.of("places", "runs", "items");

  private HistoryTables() {}
}
