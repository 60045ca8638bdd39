package io.boardstream.producers.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What the server as a whole must offer: version, log level, role, replication slots. */
final class ServerCheck {

  private static final int OLDEST_VERSION = 120_000;

  private final PostgresSettings settings;
  private final Connection connection;

  ServerCheck(PostgresSettings settings, Connection connection) {
    this.settings = settings;
    this.connection = connection;
  }

  List<Finding> findings() throws SQLException {
    List<Finding> findings = new ArrayList<>();
    findings.add(version());
    findings.add(walLevel());
    findings.add(role());
    findings.add(slot());
    findings.add(walSenders());
    return findings;
  }

  private Finding version() throws SQLException {
    String version = text("SHOW server_version");
    return number("SELECT current_setting('server_version_num')::int") >= OLDEST_VERSION
        ? Finding.ok("Postgres " + version)
        : Finding.missing(
            "Postgres %s is too old".formatted(version), "Upgrade the server to 12 or newer.");
  }

  private Finding walLevel() throws SQLException {
    String level = text("SHOW wal_level");
    return level.equals("logical")
        ? Finding.ok("wal_level is logical")
        : Finding.missing(
            "wal_level is %s; the log does not hold the rows that change".formatted(level),
            "ALTER SYSTEM SET wal_level = 'logical'; then restart the server. (On a managed"
                + " service it is a parameter, such as rds.logical_replication = 1.)");
  }

  private Finding role() throws SQLException {
    String sql =
        """
        SELECT count(*) FROM pg_roles
        WHERE (rolreplication OR rolsuper) AND rolname = current_user
        OR rolname = 'rds_replication' AND pg_has_role(oid, 'MEMBER')
        """;
    return number(sql) > 0
        ? Finding.ok("Role %s may replicate".formatted(settings.user()))
        : Finding.missing(
            "Role %s may not replicate".formatted(settings.user()),
            "ALTER ROLE %s REPLICATION;".formatted(TableName.quoted(settings.user())));
  }

  private Finding slot() throws SQLException {
    Optional<PostgresSlot.State> state = new PostgresSlot(settings).state(connection);
    if (state.isPresent()) {
      return existing(state.get());
    }
    long used = number("SELECT count(*) FROM pg_replication_slots");
    long allowed = number("SELECT current_setting('max_replication_slots')::int");
    return used < allowed
        ? Finding.ok(
            "Slot '%s' will be created at the first start (%d of %d slots in use)"
                .formatted(settings.slot(), used, allowed))
        : Finding.missing(
            "All %d replication slots are in use, and ours is not among them".formatted(allowed),
            "Drop one that nobody reads (SELECT slot_name, active FROM pg_replication_slots; SELECT"
                + " pg_drop_replication_slot('…');), or raise max_replication_slots and restart.");
  }

  private Finding existing(PostgresSlot.State slot) throws SQLException {
    String drop = "SELECT pg_drop_replication_slot('%s');".formatted(settings.slot());
    String other = " Or set postgres.slot.name to another name.";
    if (!slot.plugin().equals("pgoutput")) {
      return Finding.missing(
          "Slot '%s' belongs to something else: its plugin is '%s', not pgoutput"
              .formatted(settings.slot(), slot.plugin()),
          "Set postgres.slot.name to another name.");
    }
    String here = text("SELECT current_database()");
    if (!slot.database().equals(here)) {
      return Finding.missing(
          "Slot '%s' is of the database %s, not of %s"
              .formatted(settings.slot(), slot.database(), here),
          "If nobody reads it: " + drop + other);
    }
    if (slot.isLost()) {
      return Finding.advice(
          "Slot '%s' is lost: the server has discarded log that was not read yet; the next start reads the whole table again"
              .formatted(settings.slot()),
          "Raise max_slot_wal_keep_size, so that a longer pause is survived.");
    }
    return Finding.ok(
        "Slot '%s' exists, %s"
            .formatted(
                settings.slot(),
                slot.activePid().map(pid -> "read by process " + pid).orElse("idle")));
  }

  private Finding walSenders() throws SQLException {
    long used = number("SELECT count(*) FROM pg_stat_replication");
    long allowed = number("SELECT current_setting('max_wal_senders')::int");
    boolean reading =
        new PostgresSlot(settings)
            .state(connection)
            .flatMap(PostgresSlot.State::activePid)
            .isPresent();
    return used < allowed || reading
        ? Finding.ok("%d of %d WAL senders in use".formatted(used, allowed))
        : Finding.missing(
            "All %d WAL senders are in use".formatted(allowed),
            "Raise max_wal_senders and restart the server.");
  }

  private String text(String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }

  private long number(String sql) throws SQLException {
    return Long.parseLong(text(sql));
  }
}
