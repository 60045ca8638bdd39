package io.boardstream.cli.local;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import java.util.function.BooleanSupplier;

/** An embedded server as a part: running already, healthy when it answers. */
final class Server implements Component {

  private final String name;
  private final BooleanSupplier answers;
  private final AutoCloseable server;
  private volatile boolean closed;

  Server(String name, BooleanSupplier answers, AutoCloseable server) {
    this.name = name;
    this.answers = answers;
    this.server = server;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    // Its own start method returned it running.
  }

  @Override
  public Health health() {
    if (closed) {
      return Health.stopped();
    }
    return answers.getAsBoolean()
        ? Health.up()
        : Health.failed("does not answer; './boardstream down' and 'up' start it again");
  }

  @Override
  public void close() {
    closed = true;
    try {
      server.close();
    } catch (Exception e) {
      // AutoCloseable declares Exception.
      throw new LocalSystemException("Cannot stop %s: %s".formatted(name, e.getMessage()), e);
    }
  }
}
