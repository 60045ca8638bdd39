package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.producers.postgres.PostgresSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Statements on the database of the local system, for those without psql. */
@Command(
    name = "sql",
    mixinStandardHelpOptions = true,
    description = "Runs one statement on the local system's database, or opens a prompt.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream sql \"SELECT device_name, count(*) FROM benchmark_rows GROUP BY 1\"",
      "  boardstream sql \"SELECT name, pipeline_end_ts FROM sw_test.cicd_pipeline\"",
      "  boardstream sql < statements.sql",
      "  boardstream sql          a prompt: end a statement with ;  leave with \\q"
    })
final class SqlCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(
      names = "--max-rows",
      paramLabel = "N",
      defaultValue = "1000",
      description = "Rows to show at most. Default: ${DEFAULT-VALUE}.")
  private int maxRows;

  @Parameters(arity = "0..1", paramLabel = "STATEMENT", description = "What to run.")
  private @Nullable String statement;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws SQLException, IOException {
    Console console = Console.of(spec);
    try (Connection connection = connect()) {
      SqlSession session = new SqlSession(connection, console.out(), maxRows);
      if (statement != null) {
        session.run(statement);
        return 0;
      }
      return prompt(session, console);
    }
  }

  /** Reads statements until the input ends; on a terminal an error does not end the prompt. */
  private static int prompt(SqlSession session, Console console) throws SQLException, IOException {
    // The launcher looks: Java itself tells terminals from pipes only from version 22 on.
    boolean terminal = Boolean.getBoolean("boardstream.terminal");
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    PrintWriter out = console.out();
    StringBuilder sql = new StringBuilder();
    while (true) {
      if (terminal) {
        out.print(sql.isEmpty() ? "boardstream> " : "         ...> ");
        out.flush();
      }
      String line = in.readLine();
      if (line == null || (sql.isEmpty() && line.strip().matches("\\\\q|exit|quit"))) {
        break;
      }
      sql.append(line).append('\n');
      if (line.stripTrailing().endsWith(";")) {
        runOrExplain(session, sql.toString(), terminal, console);
        sql.setLength(0);
      }
    }
    if (!sql.toString().isBlank()) {
      runOrExplain(session, sql.toString(), terminal, console);
    }
    return 0;
  }

  private static void runOrExplain(
      SqlSession session, String sql, boolean terminal, Console console) throws SQLException {
    try {
      session.run(sql);
    } catch (SQLException e) {
      if (!terminal) {
        throw e;
      }
      console.err().println(e.getMessage());
    }
  }

  private Connection connect() throws SQLException {
    PostgresSettings database =
        new PostgresSettings(options.ofRunningSystem(PostgresSettings.URL).values());
    Properties properties = new Properties();
    properties.setProperty("user", database.getString(PostgresSettings.USER));
    properties.setProperty("password", database.getPassword(PostgresSettings.PASSWORD).value());
    properties.setProperty("connectTimeout", "5");
    return DriverManager.getConnection(database.getString(PostgresSettings.URL), properties);
  }
}
