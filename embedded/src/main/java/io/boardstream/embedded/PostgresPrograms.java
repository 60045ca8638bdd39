package io.boardstream.embedded;

import com.sun.security.auth.module.UnixSystem;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs Postgres' own programs. They refuse to run as root, so root runs them in a user namespace,
 * where it is nobody.
 */
final class PostgresPrograms {

  private final Path home;
  private final LogFile log;
  private final List<String> prefix;

  PostgresPrograms(Path home, LogFile log) {
    this.home = home;
    this.log = log;
    this.prefix = prefix();
  }

  /** Runs to the end, output to the log. Returns the exit code. */
  int run(String program, List<String> arguments) {
    List<String> command = new ArrayList<>(prefix);
    command.add(home.resolve("bin").resolve(program).toString());
    command.addAll(arguments);
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.path().toFile()));
    // The user's PGPORT, PGOPTIONS, LANG and so on are meant for other servers.
    builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
    builder.environment().put("LC_ALL", "C");
    try {
      return builder.start().waitFor();
    } catch (IOException e) {
      throw new EmbeddedException("Cannot run " + command + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EmbeddedException("Interrupted while waiting for Postgres' " + program, e);
    }
  }

  private static List<String> prefix() {
    if (new UnixSystem().getUid() != 0) {
      return List.of();
    }
    if (!LinuxUtils.isUnshareAvailable()) {
      throw new EmbeddedException(
          "Postgres does not run as root, and 'unshare -U' (a user namespace) does not work here."
              + " Start as an ordinary user, allow user namespaces"
              + " (sysctl user.max_user_namespaces, the container's seccomp profile),"
              + " or use a Postgres of your own.");
    }
    return List.of("unshare", "-U");
  }
}
