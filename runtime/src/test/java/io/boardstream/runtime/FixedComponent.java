package io.boardstream.runtime;

/** A part whose health a test decides. */
final class FixedComponent implements Component {

  private final String name;
  private volatile Health health;

  FixedComponent(String name, Health health) {
    this.name = name;
    this.health = health;
  }

  void become(Health next) {
    health = next;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {}

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {}
}
