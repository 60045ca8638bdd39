package io.boardstream.agent.boards;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Values as firmware and tt-smi write them: padded, hexadecimal, quoted or not, or not there. */
final class Texts {

  private static final Set<String> NOTHING = Set.of("", "n/a", "na", "none", "null", "nan", "-");
  private static final Pattern HEX = Pattern.compile("0[xX][0-9a-fA-F]{1,16}");
  private static final Pattern NUMBER =
      Pattern.compile("[+-]?(\\d{1,30}(\\.\\d{0,30})?|\\.\\d{1,30})([eE][+-]?\\d{1,3})?");
  private static final Pattern LEADING_NUMBER = Pattern.compile("(\\d{1,9}).*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");
  private static final int LONGEST = 1_000;

  private Texts() {}

  /**
   * Without padding; null when it says that there is nothing. Structures as JSON. Control
   * characters become '?': what firmware says is shown in terminals and logs.
   */
  static @Nullable String text(@Nullable JsonNode node) {
    if (node == null || node.isNull() || node.isMissingNode()) {
      return null;
    }
    String text = text(node.isValueNode() ? node.asText() : node.toString());
    return text == null ? null : CONTROL.matcher(text).replaceAll("?");
  }

  static @Nullable String text(@Nullable String raw) {
    if (raw == null) {
      return null;
    }
    String text = raw.strip();
    if (NOTHING.contains(text.toLowerCase(Locale.ROOT))) {
      return null;
    }
    return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
  }

  /** Decimal or hexadecimal; null for anything else. */
  static @Nullable Double number(@Nullable String raw) {
    String text = text(raw);
    if (text == null) {
      return null;
    }
    if (HEX.matcher(text).matches()) {
      return (double) Long.parseUnsignedLong(text.substring(2), 16);
    }
    if (!NUMBER.matcher(text).matches()) {
      return null;
    }
    double value = Double.parseDouble(text);
    return Double.isFinite(value) ? value : null;
  }

  /** A whole number, decimal or hexadecimal; null for anything else. */
  static @Nullable Long whole(@Nullable String raw) {
    String text = text(raw);
    if (text != null && HEX.matcher(text).matches()) {
      return Long.parseUnsignedLong(text.substring(2), 16);
    }
    Double value = number(text);
    return value == null || value != Math.rint(value) || Math.abs(value) > 1L << 53
        ? null
        : Long.valueOf(value.longValue());
  }

  /** The number that a text begins with, for example 16 of {@code x16} and of {@code 16 lanes}. */
  static @Nullable Integer leading(@Nullable String raw) {
    String text = text(raw);
    if (text == null) {
      return null;
    }
    var number = LEADING_NUMBER.matcher(text.startsWith("x") ? text.substring(1) : text);
    return number.matches() ? Integer.valueOf(number.group(1)) : null;
  }

  static @Nullable Boolean truth(@Nullable String raw) {
    String text = text(raw);
    if (text == null) {
      return null;
    }
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "1", "yes" -> Boolean.TRUE;
      case "false", "0", "no" -> Boolean.FALSE;
      default -> null;
    };
  }

  /** A firmware's version; a date only when there is such a day ({@code 2020-00-37} is none). */
  static @Nullable String version(String name, @Nullable String raw) {
    String text = text(raw);
    if (text == null || !name.endsWith("_date")) {
      return text;
    }
    try {
      return LocalDate.parse(text).toString();
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
