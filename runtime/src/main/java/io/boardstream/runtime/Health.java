package io.boardstream.runtime;

/**
 * How a part is doing, and why.
 *
 * @param cause one line for people: what is wrong and what to do; empty when all is well
 */
public record Health(State state, String cause) {

  /**
   * From "not yet" to "not any more". Only {@link #FAILED} needs a restart; all else mends itself.
   */
  public enum State {
    /** Not serving yet: starting, or restoring state. */
    STARTING,
    /** Doing its work. */
    UP,
    /** Something it needs is away; it retries and loses nothing. */
    WAITING,
    /** Ended by an error that retrying does not mend. */
    FAILED,
    /** Stopped on request. */
    STOPPED
  }

  public static Health starting(String what) {
    return new Health(State.STARTING, what);
  }

  public static Health up() {
    return new Health(State.UP, "");
  }

  public static Health waiting(String cause) {
    return new Health(State.WAITING, cause);
  }

  public static Health failed(String cause) {
    return new Health(State.FAILED, cause);
  }

  public static Health stopped() {
    return new Health(State.STOPPED, "");
  }

  public boolean isUp() {
    return state == State.UP;
  }
}
