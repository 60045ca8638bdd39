package io.boardstream.matrix.rows;

/** A value that rejects its row. Never leaves this package, hence without a stack trace. */
final class UnusableValueException extends Exception {

  private static final int SHOWN = 60;

  private final String rule;
  private final String reason;

  /**
   * @param value the text of the value, shortened for the message
   * @param problem continues "column is value": what is wrong, what is allowed
   */
  UnusableValueException(String rule, String column, String value, String problem) {
    super(problem, null, false, false);
    this.rule = rule;
    this.reason = column + " is " + shown(value) + ": " + problem;
  }

  String rule() {
    return rule;
  }

  String reason() {
    return reason;
  }

  private static String shown(String value) {
    StringBuilder text = new StringBuilder("'");
    value
        .codePoints()
        .limit(SHOWN)
        .map(
            c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c)
        .forEach(text::appendCodePoint);
    boolean cut = value.codePointCount(0, value.length()) > SHOWN;
    return text.append(cut ? "…' (%,d characters)".formatted(value.length()) : "'").toString();
  }
}
