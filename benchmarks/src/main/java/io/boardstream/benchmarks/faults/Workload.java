package io.boardstream.benchmarks.faults;

import io.boardstream.runtime.Settings;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What is written into the database while faults happen. Each kind of table is one. */
interface Workload {

  /** Settings that the parts need for it. */
  Map<String, String> settings();

  /** Makes the tables, in a database that is new. */
  void prepare(Settings settings) throws SQLException;

  /** Finds out what is in the tables: a commit before a fault may have come to pass or not. */
  void look(Connection connection) throws SQLException;

  /** One transaction of inserts, updates and deletes; the caller commits. */
  void change(Connection connection, Random random) throws SQLException;

  /** A new run of each of these models, which replaces the one before; the caller commits. */
  void probe(Connection connection, List<String> models, String runId) throws SQLException;
}
