package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  /** Made once, by starting and stopping there: the tests work on copies. */
  @TempDir static Path made;

  @TempDir Path folder;

  @BeforeAll
  static void make() {
    EmbeddedPostgres.start(made, 0).close();
  }

  @BeforeEach
  void copy() throws Exception {
    try (Stream<Path> files = Files.walk(made.resolve("data"))) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = folder.resolve(made.relativize(file));
        Files.copy(file, target, StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  @Test
  void firstStartAfterAnUnfinishedOneMakesDatabaseAndOwner() throws Exception {
    Path fresh = folder.resolve("fresh");
    Files.createDirectories(fresh.resolve("data.new/base"));

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(fresh, 0)) {
      assertThat(new Rows(postgres).query("SELECT current_user || ' ' || current_database()"))
          .isEqualTo("boardstream boardstream");
    }
  }

  @Test
  void rowsSlotAndAddressStayAcrossARestart() throws Exception {
    String url;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
      url = postgres.libpqUrl();
      Rows rows = new Rows(postgres);
      rows.execute("CREATE TABLE kept (id int PRIMARY KEY)");
      rows.execute("INSERT INTO kept VALUES (42)");
      rows.execute("SELECT pg_create_logical_replication_slot('changes', 'pgoutput')");
    }

    EmbeddedPostgres closed;
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
      closed = postgres;
      Rows rows = new Rows(postgres);
      assertThat(postgres.isHealthy()).isTrue();
      assertThat(postgres.libpqUrl())
          .isEqualTo(url)
          .isEqualTo("postgresql://boardstream@127.0.0.1:%d/boardstream", postgres.port());
      assertThat(rows.query("SELECT id FROM kept")).isEqualTo("42");
      assertThat(rows.query("SELECT slot_name FROM pg_replication_slots")).isEqualTo("changes");
    }
    assertThat(closed.isHealthy()).isFalse();
  }

  @Test
  void losesNothingAtACommitAndListensOnLoopbackOnly() throws Exception {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
      Rows rows = new Rows(postgres);
      assertThat(rows.query("SHOW fsync")).isEqualTo("on");
      assertThat(rows.query("SHOW synchronous_commit")).isEqualTo("on");
      assertThat(rows.query("SHOW full_page_writes")).isEqualTo("on");
      assertThat(rows.query("SHOW wal_level")).isEqualTo("logical");
      assertThat(rows.query("SHOW server_encoding")).isEqualTo("UTF8");
      assertThat(rows.query("SHOW timezone")).isEqualTo("UTC");
      assertThat(rows.query("SHOW listen_addresses")).isEqualTo("127.0.0.1");
      assertThat(rows.query("SHOW unix_socket_directories")).isEmpty();
      assertThat(
              PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("data"))))
          .isEqualTo("rwx------");
    }
  }

  @Test
  void startsDespiteAPidFileOfAnotherProcess() throws Exception {
    long somebody = ProcessHandle.current().pid();
    Files.writeString(folder.resolve("data/postmaster.pid"), somebody + "\n" + folder + "\n");

    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(folder, 0)) {
      assertThat(postgres.isHealthy()).isTrue();
    }
  }

  @Test
  void dataOfAnotherMajorVersionIsRefusedUntouched() throws Exception {
    Path version = folder.resolve("data/PG_VERSION");
    Files.writeString(version, "16\n");

    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> EmbeddedPostgres.start(folder, 0))
        .withMessageContaining("made by Postgres 16")
        .withMessageContaining("this is Postgres 17");
    assertThat(version).hasContent("16");
  }

  @Test
  void dataThatPostgresRefusesGivesItsOwnWordsAtOnce() throws Exception {
    Files.delete(folder.resolve("data/global/pg_control"));

    assertThatExceptionOfType(EmbeddedException.class)
        .isThrownBy(() -> EmbeddedPostgres.start(folder, 0))
        .withMessageContaining("Postgres did not start")
        .withMessageContaining("pg_control");
  }

  @Test
  void portThatIsTakenIsNamedWithItsUser() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      assertThatExceptionOfType(EmbeddedException.class)
          .isThrownBy(() -> EmbeddedPostgres.start(folder, taken.getLocalPort()))
          .withMessageContaining("Port " + taken.getLocalPort() + " (Postgres) is in use by");
    }
  }
}
