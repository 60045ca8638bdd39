package io.boardstream.site.history;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Target;
import io.boardstream.matrix.fold.RunOrder;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;
import org.jspecify.annotations.Nullable;

/** Puts runs into the tables, many at once: what was known of them goes first. */
final class HistoryWriter {

  private HistoryWriter() {}

  static void write(Connection connection, Collection<RunEntry> entries) throws SQLException {
    if (entries.isEmpty()) {
      return;
    }
    DuckDBConnection duck = connection.unwrap(DuckDBConnection.class);
    try (Statement statement = duck.createStatement()) {
      statement.execute("CREATE OR REPLACE TEMP TABLE changed (ref BIGINT)");
      try (DuckDBAppender changed = duck.createAppender("temp", "main", "changed")) {
        for (RunEntry entry : entries) {
          changed.beginRow().append(entry.ref()).endRow();
        }
      }
      statement.execute("DELETE FROM runs WHERE ref IN (SELECT ref FROM changed)");
      statement.execute("DELETE FROM items WHERE ref IN (SELECT ref FROM changed)");
      statement.execute("DROP TABLE changed");
    }
    try (DuckDBAppender runs = duck.createAppender("main", "runs");
        DuckDBAppender items = duck.createAppender("main", "items")) {
      for (RunEntry entry : entries) {
        BenchmarkRun run = entry.run();
        if (run != null) {
          run(runs, entry.ref(), run);
          items(items, entry.ref(), run);
        }
      }
    }
  }

  private static void run(DuckDBAppender row, long ref, BenchmarkRun run) throws SQLException {
    Evidence evidence = run.getEvidence();
    Configuration configuration = run.getConfiguration();
    row.beginRow().append(ref).append(RunOrder.key(evidence)).append(run.getModelId());
    text(row, run.getDeviceId());
    row.append(configuration.getMode().name());
    number(row, configuration.getIsl());
    number(row, configuration.getOsl());
    number(row, configuration.getBatchSize());
    text(row, configuration.getPrecision());
    row.append(run.getOutcome().name());
    number(row, evidence.getEndedAt().map(HistoryWriter::micros));
    number(row, evidence.getPipelineEndedAt().map(HistoryWriter::micros));
    row.append(evidence.getSource()).append(evidence.getRunId());
    text(row, evidence.getGithubPipelineId());
    text(row, evidence.getGithubJobId());
    text(row, evidence.getLink());
    text(row, evidence.getGitRepoName());
    text(row, evidence.getGitCommitHash());
    text(row, evidence.getOrigin());
    row.append(run.getMlModelName()).append(run.getPrecision());
    text(row, run.getDeviceName());
    text(row, run.getGitBranchName());
    text(row, run.getFailure());
    text(row, run.getReproduce());
    row.append(run.getTruncated()).endRow();
  }

  private static void items(DuckDBAppender row, long ref, BenchmarkRun run) throws SQLException {
    for (Measurement one : run.getMeasurements()) {
      row.beginRow().append(ref).append((byte) HistoryTables.MEASUREMENT).appendNull();
      row.append(one.getStepName()).append(one.getMetricName());
      value(row, one.getValue());
      text(row, one.getUnit());
      row.append(one.getDirection().name()).endRow();
    }
    for (Target one : run.getTargets()) {
      row.beginRow().append(ref).append((byte) HistoryTables.TARGET);
      row.append(one.getTier().name()).appendNull().append(one.getMetricName());
      value(row, one.getValue());
      row.appendNull().appendNull().endRow();
    }
    for (Check one : run.getChecks()) {
      row.beginRow().append(ref).append((byte) HistoryTables.CHECK);
      text(row, one.getTier().map(Enum::name));
      row.appendNull().append(one.getName()).appendNull().appendNull();
      row.append(one.getOutcome().name()).endRow();
    }
  }

  private static void text(DuckDBAppender row, Optional<String> text) throws SQLException {
    row.append(text.orElse(null));
  }

  private static void number(DuckDBAppender row, Optional<Long> number) throws SQLException {
    row.append(number.orElse(null));
  }

  private static void value(DuckDBAppender row, Optional<Double> value) throws SQLException {
    @Nullable Double finite = value.filter(Double::isFinite).orElse(null);
    row.append(finite);
  }

  private static long micros(Instant time) {
    // It came as a number of microseconds, so it fits; ChronoUnit overflows in 2262.
    return time.getEpochSecond() * 1_000_000 + time.getNano() / 1_000;
  }
}
