package io.boardstream.cli.local;

import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A part from before it exists, so that status lists it while it waits for others. */
final class Part implements Component {

  private final String name;
  private volatile Health before;
  private volatile @Nullable Component component;

  Part(String name, String waitsFor) {
    this.name = name;
    this.before = Health.starting(waitsFor);
  }

  /** From now on this part is that component. */
  void is(Component made) {
    component = made;
  }

  /** How the part is doing while there is no component of it. */
  void says(Health health) {
    before = health;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() {
    Objects.requireNonNull(component).start();
  }

  @Override
  public Health health() {
    Component made = component;
    return made == null ? before : made.health();
  }

  @Override
  public void close() {
    Component made = component;
    if (made != null) {
      made.close();
    }
  }
}
