package io.boardstream.embedded;

import java.nio.file.Path;

/** All three parts in folders side by side; as a program, they run until it is killed. */
final class Parts implements AutoCloseable {

  final EmbeddedBroker broker;
  final EmbeddedPostgres postgres;
  final EmbeddedRegistry registry;

  private Parts(EmbeddedBroker broker, EmbeddedPostgres postgres, EmbeddedRegistry registry) {
    this.broker = broker;
    this.postgres = postgres;
    this.registry = registry;
  }

  @SuppressWarnings("MustBeClosedChecker")
  static Parts start(Path folder) {
    return new Parts(
        EmbeddedBroker.start(folder.resolve("broker"), 0),
        EmbeddedPostgres.start(folder.resolve("postgres"), 0),
        EmbeddedRegistry.start(folder.resolve("registry"), 0));
  }

  @Override
  public void close() {
    registry.close();
    postgres.close();
    broker.close();
  }

  /** Writes a fact to each part, says so on standard output, and waits for its end. */
  public static void main(String[] arguments) throws Exception {
    Parts parts = start(Path.of(arguments[0]));
    Facts.write(parts);
    System.out.println("READY");
    System.out.flush();
    Thread.currentThread().join();
    parts.close();
  }
}
