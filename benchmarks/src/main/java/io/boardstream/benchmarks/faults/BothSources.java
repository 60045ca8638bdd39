package io.boardstream.benchmarks.faults;

import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * The flat table and the four beside each other, about the same models, some in one transaction.
 */
final class BothSources implements Workload {

  private final Workload flat = new FlatTable();
  private final Workload four = new FourTables();

  @Override
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>(flat.settings());
    settings.putAll(four.settings());
    return settings;
  }

  @Override
  public void prepare(Settings settings) throws SQLException {
    flat.prepare(settings);
    four.prepare(settings);
  }

  @Override
  public void look(Connection connection) throws SQLException {
    flat.look(connection);
    four.look(connection);
  }

  @Override
  public void change(Connection connection, Random random) throws SQLException {
    int dice = random.nextInt(3);
    if (dice != 0) {
      flat.change(connection, random);
    }
    if (dice != 1) {
      four.change(connection, random);
    }
  }

  /** One half of the models each. */
  @Override
  public void probe(Connection connection, List<String> models, String runId) throws SQLException {
    int half = models.size() / 2;
    flat.probe(connection, models.subList(0, half), runId);
    four.probe(connection, models.subList(half, models.size()), runId);
  }
}
