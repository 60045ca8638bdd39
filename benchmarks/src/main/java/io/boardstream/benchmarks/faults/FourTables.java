package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.faults.RandomFact.Column;
import io.boardstream.producers.postgres.CicdTables;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Load on the four normalised tables, each changed by itself: children come before their parents,
 * move from one to another, and stay when those go. Used by one thread at a time, but for probes.
 */
final class FourTables implements Workload {

  private static final int MOST_CHANGES = 4;
  private static final Instant FIRST_PROBE = Instant.parse("2026-01-01T00:00:00Z");

  /** Rows of probes have these and greater ids. */
  private static final long PROBES = 1_000_000_000;

  /** Of models probed at once, fewer than this. */
  private static final int MODELS = 100;

  private static final String SCHEMA = CicdTables.SCHEMA + ".";

  private final Map<RandomFact, List<Long>> ids = new EnumMap<>(RandomFact.class);
  private int probes;

  FourTables() {
    for (RandomFact fact : RandomFact.values()) {
      ids.put(fact, new ArrayList<>());
    }
  }

  @Override
  public Map<String, String> settings() {
    return Map.of(PostgresSettings.CICD_SCHEMA, CicdTables.SCHEMA);
  }

  @Override
  public void prepare(Settings settings) throws SQLException {
    CicdTables.create(settings);
  }

  @Override
  public void look(Connection connection) throws SQLException {
    for (RandomFact fact : RandomFact.values()) {
      List<Long> known = known(fact);
      known.clear();
      try (Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT %1$s FROM %2$s WHERE %1$s < %3$d ORDER BY 1"
                      .formatted(fact.id(), SCHEMA + fact.table(), PROBES))) {
        while (rows.next()) {
          known.add(rows.getLong(1));
        }
      }
    }
  }

  @Override
  public void change(Connection connection, Random random) throws SQLException {
    int changes = 1 + random.nextInt(MOST_CHANGES);
    for (int i = 0; i < changes; i++) {
      RandomFact fact = fact(random);
      List<Long> known = known(fact);
      int insertsOf100 = known.size() < fact.rows() ? 60 : 25;
      int dice = random.nextInt(100);
      if (known.isEmpty() || dice < insertsOf100) {
        insert(connection, fact, random);
      } else if (dice < insertsOf100 + 25) {
        update(connection, fact, random);
      } else if (dice < insertsOf100 + 29) {
        renumber(connection, fact, random);
      } else {
        delete(connection, fact, random);
      }
    }
  }

  /** Small ones change more rarely: each of their rows changes many assembled ones. */
  private static RandomFact fact(Random random) {
    int dice = random.nextInt(20);
    if (dice < 2) {
      return RandomFact.PIPELINE;
    }
    if (dice < 5) {
      return RandomFact.JOB;
    }
    return dice < 10 ? RandomFact.RUN : RandomFact.MEASUREMENT;
  }

  private void insert(Connection connection, RandomFact fact, Random random) throws SQLException {
    List<Column> columns = fact.columns();
    String sql =
        "INSERT INTO %s (%s) VALUES (%s) RETURNING %s"
            .formatted(
                SCHEMA + fact.table(),
                columns.stream().map(Column::name).collect(Collectors.joining(", ")),
                columns.stream()
                    .map(column -> "?::" + column.type())
                    .collect(Collectors.joining(", ")),
                fact.id());
    List<@Nullable String> values = fact.row(random, this::parent);
    try (PreparedStatement insert = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.size(); i++) {
        insert.setString(i + 1, values.get(i));
      }
      try (ResultSet id = insert.executeQuery()) {
        id.next();
        known(fact).add(id.getLong(1));
      }
    }
  }

  /** One column gets the value of another row: it may move, be selected no longer, or refused. */
  private void update(Connection connection, RandomFact fact, Random random) throws SQLException {
    int at = random.nextInt(fact.columns().size());
    Column column = fact.columns().get(at);
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE %s SET %s = ?::%s WHERE %s = ?"
                .formatted(SCHEMA + fact.table(), column.name(), column.type(), fact.id()))) {
      update.setString(1, fact.row(random, this::parent).get(at));
      update.setLong(2, any(known(fact), random));
      update.executeUpdate();
    }
  }

  /** The same row by another key; what stands beside it loses its parent. */
  private void renumber(Connection connection, RandomFact fact, Random random) throws SQLException {
    List<Long> known = known(fact);
    int at = random.nextInt(known.size());
    try (PreparedStatement update =
        connection.prepareStatement(
            "UPDATE %1$s SET %2$s = DEFAULT WHERE %2$s = ? RETURNING %2$s"
                .formatted(SCHEMA + fact.table(), fact.id()))) {
      update.setLong(1, known.get(at));
      try (ResultSet id = update.executeQuery()) {
        id.next();
        known.set(at, id.getLong(1));
      }
    }
  }

  private void delete(Connection connection, RandomFact fact, Random random) throws SQLException {
    List<Long> known = known(fact);
    int at = random.nextInt(known.size());
    try (PreparedStatement delete =
        connection.prepareStatement(
            "DELETE FROM %s WHERE %s = ?".formatted(SCHEMA + fact.table(), fact.id()))) {
      delete.setLong(1, known.get(at));
      delete.executeUpdate();
    }
    known.set(at, known.get(known.size() - 1));
    known.remove(known.size() - 1);
  }

  /** One that is there; now and then the next one, which comes later. */
  private String parent(RandomFact fact, Random random) {
    List<Long> known = known(fact);
    long parent =
        known.isEmpty() || random.nextInt(12) == 0
            ? known.stream().mapToLong(Long::longValue).max().orElse(0) + 1
            : any(known, random);
    return Long.toString(parent);
  }

  private static long any(List<Long> known, Random random) {
    return known.get(random.nextInt(known.size()));
  }

  private List<Long> known(RandomFact fact) {
    return ids.getOrDefault(fact, new ArrayList<>());
  }

  /** A new job of a new pipeline; its runs have the job's id in the documents, not their own. */
  @Override
  public void probe(Connection connection, List<String> models, String runId) throws SQLException {
    long number = PROBES + ++probes;
    String time = FIRST_PROBE.plusSeconds(probes).toString();
    try (Statement delete = connection.createStatement()) {
      for (RandomFact fact : RandomFact.values()) {
        delete.executeUpdate(
            "DELETE FROM %s WHERE %s >= %d".formatted(SCHEMA + fact.table(), fact.id(), PROBES));
      }
    }
    // Children first: their parents may come with a later batch.
    for (int i = 0; i < models.size(); i++) {
      long run = PROBES + (long) probes * MODELS + i;
      execute(
          connection,
          "INSERT INTO sw_test.benchmark_measurement (benchmark_measurement_id, benchmark_run_id,"
              + " step_name, name, value) VALUES (?::bigint, ?::bigint, 'benchmark', 'mean_tps', 1)",
          run,
          run);
      execute(
          connection,
          "INSERT INTO sw_test.benchmark_run (benchmark_run_id, github_job_id, git_repo_name,"
              + " ml_model_name, device_info, batch_size) VALUES (?::bigint, ?, 'tt-shield', ?,"
              + " '{\"device_name\": \"n150\"}', 1)",
          run,
          runId,
          models.get(i));
    }
    execute(
        connection,
        "INSERT INTO sw_test.cicd_job (cicd_job_id, cicd_pipeline_id, github_job_id, name)"
            + " VALUES (?::bigint, ?::bigint, ?, 'run-release-probe')",
        number,
        number,
        runId);
    execute(
        connection,
        "INSERT INTO sw_test.cicd_pipeline (cicd_pipeline_id, github_pipeline_id, name, project,"
            + " git_branch_name, pipeline_end_ts) VALUES (?::bigint, '1', 'On nightly',"
            + " 'tt-shield', 'main', ?::timestamptz)",
        number,
        time);
  }

  private static void execute(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) {
        statement.setString(i + 1, values[i].toString());
      }
      statement.executeUpdate();
    }
  }
}
