package io.boardstream.embedded;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Properties;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The ports of one part, remembered in its folder, so that addresses that people and clients were
 * given stay true after a restart.
 */
final class Ports {

  static final String HOST = "127.0.0.1";

  /**
   * Below the range from which Linux takes the ports of outgoing connections (32768 on): otherwise
   * any client on the machine could sit on a remembered port by accident.
   */
  private static final int LOWEST = 20_000;

  private static final int HIGHEST = 29_999;

  private final Path file;
  private final Properties remembered = new Properties();

  Ports(DataFolder folder) {
    this.file = folder.file("ports.properties");
    if (Files.exists(file)) {
      try (Reader reader = Files.newBufferedReader(file)) {
        remembered.load(reader);
      } catch (IOException | IllegalArgumentException e) {
        // Only a convenience is lost: new ports are chosen.
        remembered.clear();
      }
    }
  }

  /**
   * A port of the loopback address that is free now.
   *
   * @param name what it is for, for example "broker"
   * @param requested the port that was asked for, or 0 for the one of last time, or else any
   * @throws EmbeddedException when a port was asked for and is taken
   */
  int choose(String name, int requested) {
    int port = requested == 0 ? rememberedOrAny(name) : asked(name, requested);
    remembered.setProperty(name, Integer.toString(port));
    // Moved into place: a half-written file after a crash would forget what users were told.
    Path part = file.resolveSibling(file.getFileName() + ".new");
    try {
      try (Writer writer = Files.newBufferedWriter(part)) {
        remembered.store(writer, null);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new EmbeddedException("Cannot write " + file + ": " + e, e);
    }
    return port;
  }

  private int rememberedOrAny(String name) {
    int port;
    try {
      port = Integer.parseInt(remembered.getProperty(name, "0"));
    } catch (NumberFormatException e) {
      port = 0;
    }
    return port > 0 && port <= 65_535 && problem(port) == null ? port : any();
  }

  private static int asked(String name, int port) {
    if (port < 0 || port > 65_535) {
      throw new EmbeddedException(
          "%2$d (%1$s) is not a port: choose one of 1 to 65535, or 0 for any free one."
              .formatted(name, port));
    }
    IOException problem = problem(port);
    if (problem instanceof BindException && PortUser.of(port).isPresent()) {
      throw new EmbeddedException(
          "Port %2$d (%1$s) is in use by %3$s. Stop that one, or choose another port (0 for any free one)."
              .formatted(name, port, PortUser.of(port).orElseThrow()),
          problem);
    }
    if (problem != null) {
      throw new EmbeddedException(
          "Port %2$d (%1$s) cannot be used (%3$s). Choose another port (0 for any free one)."
              .formatted(name, port, problem.getMessage()),
          problem);
    }
    return port;
  }

  private int any() {
    for (int attempt = 0; attempt < 100; attempt++) {
      int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST + 1);
      if (!remembered.containsValue(Integer.toString(port)) && problem(port) == null) {
        return port;
      }
    }
    try (ServerSocket socket = new ServerSocket(0, 1, loopback())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new EmbeddedException("No free port on " + HOST + ": " + e, e);
    }
  }

  private static @Nullable IOException problem(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(loopback(), port));
      return null;
    } catch (IOException e) {
      return e;
    }
  }

  /** By its bytes: the JVM's own notion of loopback may be IPv6. */
  private static InetAddress loopback() throws IOException {
    return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
  }
}
