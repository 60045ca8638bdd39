package io.boardstream.runtime;

/** Text that a spreadsheet would run instead of showing it. Names of models come from outside. */
public final class Formula {

  private static final String BEGINNINGS = "=+-@\t\r\n";

  private Formula() {}

  public static boolean is(String text) {
    return !text.isEmpty() && BEGINNINGS.indexOf(text.charAt(0)) >= 0;
  }

  /** With a mark in front that spreadsheets take as "what follows is text". */
  public static String escaped(String text) {
    return is(text) ? "'" + text : text;
  }
}
