package io.boardstream.producers.postgres;

/**
 * One thing that was checked.
 *
 * @param ok whether it is as it must be
 * @param required whether change data capture cannot work without it; otherwise it is advice
 * @param what what was found, one line
 * @param fix SQL or steps that mend it; empty when it is ok
 */
public record Finding(boolean ok, boolean required, String what, String fix) {

  static Finding ok(String what) {
    return new Finding(true, true, what, "");
  }

  static Finding missing(String what, String fix) {
    return new Finding(false, true, what, fix);
  }

  static Finding advice(String what, String fix) {
    return new Finding(false, false, what, fix);
  }
}
