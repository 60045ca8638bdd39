package io.boardstream.benchmarks.faults;

import java.util.Locale;

/** What is done to the system. */
public enum FaultKind {
  KILL_PRODUCER(Target.PRODUCER, Action.KILL),
  KILL_STREAMS(Target.STREAMS, Action.KILL),
  KILL_SINK(Target.SINK, Action.KILL),
  KILL_BROKER(Target.BROKER, Action.KILL),
  KILL_POSTGRES(Target.POSTGRES, Action.KILL),
  KILL_REGISTRY(Target.REGISTRY, Action.KILL),
  KILL_CATALOGUE(Target.CATALOGUE, Action.KILL),
  PAUSE_PRODUCER(Target.PRODUCER, Action.PAUSE),
  PAUSE_STREAMS(Target.STREAMS, Action.PAUSE),
  PAUSE_SINK(Target.SINK, Action.PAUSE),
  PAUSE_BROKER(Target.BROKER, Action.PAUSE),
  PAUSE_POSTGRES(Target.POSTGRES, Action.PAUSE),
  PAUSE_REGISTRY(Target.REGISTRY, Action.PAUSE),
  PAUSE_CATALOGUE(Target.CATALOGUE, Action.PAUSE),
  /** The registry is away for a while, in which a topology instance starts anew. */
  REGISTRY_AWAY(Target.REGISTRY, Action.AWAY),
  /** A second producer of the same source starts while the first is at work. */
  SECOND_PRODUCER(Target.PRODUCER, Action.SECOND),
  /** Records that nobody can read, between good ones. */
  POISON(Target.ROWS, Action.POISON);

  /** What it is done to. Two faults at the same time have different targets. */
  enum Target {
    PRODUCER,
    /** One of the two instances. */
    STREAMS,
    SINK,
    BROKER,
    POSTGRES,
    REGISTRY,
    CATALOGUE,
    ROWS
  }

  /** How. */
  enum Action {
    /** kill -9, and a start as a supervisor would do it. */
    KILL,
    /** SIGSTOP for longer than a session lasts, then SIGCONT. */
    PAUSE,
    AWAY,
    SECOND,
    POISON
  }

  private final Target target;
  private final Action action;

  FaultKind(Target target, Action action) {
    this.target = target;
    this.action = action;
  }

  Target target() {
    return target;
  }

  Action action() {
    return action;
  }

  /** As it stands on the command line, for example {@code kill-producer}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
