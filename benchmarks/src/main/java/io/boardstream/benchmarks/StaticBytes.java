package io.boardstream.benchmarks;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/** The least that a server can do: the bytes of one file, in a process of its own. */
final class StaticBytes {

  private StaticBytes() {}

  /** Serves the file at the port, both given, until the process is ended. */
  public static void main(String[] arguments) throws IOException {
    var unused = start(Integer.parseInt(arguments[0]), Path.of(arguments[1]));
  }

  /** Serves the file; port 0 takes a free one. */
  static HttpServer start(int port, Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, bytes.length);
          try (var body = exchange.getResponseBody()) {
            body.write(bytes);
          }
        });
    server.start();
    return server;
  }
}
