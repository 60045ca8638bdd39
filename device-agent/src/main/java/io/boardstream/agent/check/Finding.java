package io.boardstream.agent.check;

/**
 * One thing that was checked.
 *
 * @param what for people, for example {@code Kernel driver}
 * @param state how it is, in a few words
 * @param advice what to do; empty when nothing is to be done
 */
public record Finding(Grade grade, String what, String state, String advice) {

  /** How bad it is. */
  public enum Grade {
    OK,
    /** Works, with less. */
    WARNING,
    /** Does not work. */
    MISSING
  }

  static Finding ok(String what, String state) {
    return new Finding(Grade.OK, what, state, "");
  }

  static Finding warning(String what, String state, String advice) {
    return new Finding(Grade.WARNING, what, state, advice);
  }

  static Finding missing(String what, String state, String advice) {
    return new Finding(Grade.MISSING, what, state, advice);
  }
}
