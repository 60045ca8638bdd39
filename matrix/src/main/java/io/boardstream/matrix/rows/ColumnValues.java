package io.boardstream.matrix.rows;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The raw columns of one row, each read as what its column means. */
final class ColumnValues {

  /** What Debezium sends for a large value that the database did not repeat in its log. */
  private static final String UNAVAILABLE = "__debezium_unavailable_value";

  /** An integer that took a detour through a float column. */
  private static final Pattern WHOLE = Pattern.compile("(-?[0-9]+)\\.0+");

  private static final Pattern WEB_ADDRESS =
      Pattern.compile("https?://[^\\s\"<>\\p{Cntrl}]+", Pattern.CASE_INSENSITIVE);

  private static final BigDecimal MAX_LONG = BigDecimal.valueOf(Long.MAX_VALUE);

  private final Map<String, ? extends @Nullable Object> columns;

  ColumnValues(Map<String, ? extends @Nullable Object> columns) {
    this.columns = columns;
  }

  /** Text as it came; blank is absent. */
  @Nullable String text(String column) throws UnusableValueException {
    Object value = available(column);
    if (value == null) {
      return null;
    }
    String text = value instanceof Number number ? decimalText(number) : value.toString();
    return text.isBlank() ? null : checkedText(column, text);
  }

  /** Canonical text of an id: {@code 128.0} is {@code 128}; blank and NaN are absent. */
  @Nullable String id(String column) throws UnusableValueException {
    String text = text(column);
    return text == null ? null : canonicalId(text);
  }

  static @Nullable String canonicalId(String id) {
    String text = id.strip();
    if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
      return null;
    }
    var whole = WHOLE.matcher(text);
    return whole.matches() ? whole.group(1) : text;
  }

  /** A count of zero or more; −1, NaN and blank are absent. */
  @Nullable Long count(String column) throws UnusableValueException {
    BigDecimal value =
        number(column, "a whole number of 0 or more, or -1, NaN or nothing for absent");
    if (value == null || value.compareTo(BigDecimal.ONE.negate()) == 0) {
      return null;
    }
    if (value.signum() < 0) {
      throw notThis(column, value.toString(), "negative; only -1 is allowed, for absent");
    }
    if (value.compareTo(MAX_LONG) > 0) {
      throw notThis(column, value.toString(), "more than " + Long.MAX_VALUE);
    }
    // A tiny fraction such as 1e-999999999 must not be written out in digits.
    if (value.signum() != 0 && value.stripTrailingZeros().scale() > 0) {
      throw notThis(column, value.toString(), "not a whole number");
    }
    return value.signum() == 0 ? 0L : value.longValueExact();
  }

  /** A finite number; NaN and blank are absent. */
  @Nullable Double measurement(String column) throws UnusableValueException {
    BigDecimal value = number(column, "a finite number, or NaN or nothing for absent");
    if (value == null) {
      return null;
    }
    double number = value.doubleValue();
    if (Double.isInfinite(number)) {
      throw notThis(column, value.toString(), "beyond the range of a double");
    }
    if (number == 0.0 && value.signum() != 0) {
      // Zero means a failed measurement, so a number must never become zero by rounding.
      throw notThis(column, value.toString(), "too close to zero for a double");
    }
    return number == 0.0 ? 0.0 : number;
  }

  /** True or false, as databases and files write it; blank is absent. */
  @Nullable Boolean truth(String column) throws UnusableValueException {
    Object value = available(column);
    if (value == null || value instanceof Boolean) {
      return (Boolean) value;
    }
    String text = value.toString().strip().toLowerCase(Locale.ROOT);
    return switch (text) {
      case "", "nan" -> null;
      case "true", "t", "yes", "1", "1.0" -> true;
      case "false", "f", "no", "0", "0.0" -> false;
      default ->
          throw new UnusableValueException(
              RowMapper.RULE_TRUTH, column, text, "must be true or false, or nothing for absent");
    };
  }

  /** A web address; blank is absent. */
  @Nullable String link(String column) throws UnusableValueException {
    String text = text(column);
    return text == null ? null : checkedLink(column, text.strip());
  }

  /** A web address that is safe to follow: pages show it as a link. */
  static String checkedLink(String column, String text) throws UnusableValueException {
    checkedText(column, text);
    if (!WEB_ADDRESS.matcher(text).matches()) {
      throw new UnusableValueException(
          RowMapper.RULE_LINK,
          column,
          text,
          "must begin with https:// or http:// and hold no blanks");
    }
    return text;
  }

  /** A time in microseconds between the years 1970 and 9999; blank is absent. */
  @Nullable Instant time(String column) throws UnusableValueException {
    Object value = available(column);
    return value == null ? null : Times.read(column, value);
  }

  /** A text that can be kept as it is. */
  static String checkedText(String column, String text) throws UnusableValueException {
    if (text.length() > RowMapper.MAX_TEXT) {
      throw new UnusableValueException(
          RowMapper.RULE_TEXT,
          column,
          text,
          "longer than %,d characters".formatted(RowMapper.MAX_TEXT));
    }
    if (text.indexOf('\0') >= 0) {
      throw new UnusableValueException(RowMapper.RULE_TEXT, column, text, "holds a NUL character");
    }
    if (text.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
      throw new UnusableValueException(RowMapper.RULE_TEXT, column, text, "not valid Unicode text");
    }
    return text;
  }

  /** The value as it came; refuses the mark of one that did not come. */
  @Nullable Object available(String column) throws UnusableValueException {
    Object value = columns.get(column);
    if (UNAVAILABLE.equals(value)) {
      throw new UnusableValueException(
          RowMapper.RULE_UNAVAILABLE,
          column,
          UNAVAILABLE,
          "the database did not send the value; run ALTER TABLE … REPLICA IDENTITY FULL on the table");
    }
    return value;
  }

  private @Nullable BigDecimal number(String column, String allowed) throws UnusableValueException {
    Object value = available(column);
    if (value == null) {
      return null;
    }
    String text = value.toString().strip();
    if (text.isEmpty() || text.equalsIgnoreCase("nan")) {
      return null;
    }
    BigDecimal number =
        value instanceof Boolean || value instanceof Instant
            ? null
            : value instanceof Float single ? shortest(single) : decimal(text);
    if (number == null) {
      throw notThis(column, text, "must be " + allowed);
    }
    return number;
  }

  /** The number that a decimal text says, or null when it says none (infinities are none). */
  private static @Nullable BigDecimal decimal(String text) {
    if (text.length() > RowMapper.MAX_TEXT) {
      return null;
    }
    try {
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      return null;
    }
  }

  /**
   * The shortest decimal that is this float, as databases and files write it; how {@code
   * Float.toString} writes it depends on the JDK.
   */
  private static @Nullable BigDecimal shortest(float value) {
    if (Float.isInfinite(value)) {
      return null;
    }
    BigDecimal exact = new BigDecimal(value);
    for (int digits = 1; digits < 9; digits++) {
      BigDecimal rounded = exact.round(new MathContext(digits));
      if (rounded.floatValue() == value) {
        return rounded;
      }
    }
    return exact.round(new MathContext(9));
  }

  /** Digits without an exponent, where that is short. */
  private static String decimalText(Number number) {
    if (number instanceof Long || number instanceof Integer || number instanceof BigInteger) {
      return number.toString();
    }
    BigDecimal decimal = decimal(number.toString());
    return decimal == null || Math.abs((long) decimal.scale()) > RowMapper.MAX_TEXT
        ? number.toString()
        : decimal.toPlainString();
  }

  private static UnusableValueException notThis(String column, String value, String problem) {
    return new UnusableValueException(RowMapper.RULE_NUMBER, column, value, problem);
  }
}
