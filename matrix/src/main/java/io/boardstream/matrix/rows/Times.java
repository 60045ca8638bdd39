package io.boardstream.matrix.rows;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads times as sources write them. */
final class Times {

  private static final Instant FIRST = Instant.EPOCH;
  private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");

  /** ISO 8601 and how Postgres prints a time: a blank or a T between, an offset, Z or nothing. */
  private static final DateTimeFormatter TEXT =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .append(DateTimeFormatter.ISO_LOCAL_DATE)
          .appendPattern("['T'][' ']")
          .appendValue(ChronoField.HOUR_OF_DAY, 2)
          .appendLiteral(':')
          .appendValue(ChronoField.MINUTE_OF_HOUR, 2)
          .optionalStart()
          .appendLiteral(':')
          .appendValue(ChronoField.SECOND_OF_MINUTE, 2)
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 9, true)
          .optionalEnd()
          .optionalEnd()
          .appendPattern("[' ']")
          .appendPattern("[XXX][X]['UTC']")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private Times() {}

  /** The time that an instant or a text says, cut to microseconds; null when it is blank. */
  static @Nullable Instant read(String column, Object value) throws UnusableValueException {
    String text = value.toString().strip();
    if (text.isEmpty()) {
      return null;
    }
    Instant time = value instanceof Instant instant ? instant : parsed(column, text);
    if (time.isBefore(FIRST) || !time.isBefore(END)) {
      throw notThis(column, text);
    }
    return time.truncatedTo(ChronoUnit.MICROS);
  }

  private static Instant parsed(String column, String text) throws UnusableValueException {
    try {
      TemporalAccessor parsed = TEXT.parse(text);
      LocalDateTime local = LocalDateTime.from(parsed);
      return parsed.isSupported(ChronoField.OFFSET_SECONDS)
          ? local.toInstant(ZoneOffset.ofTotalSeconds(parsed.get(ChronoField.OFFSET_SECONDS)))
          : local.toInstant(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      throw notThis(column, text);
    }
  }

  private static UnusableValueException notThis(String column, String text) {
    return new UnusableValueException(
        RowMapper.RULE_TIME,
        column,
        text,
        "must be a time between the years 1970 and 9999, such as 2025-01-21T16:28:29Z; without an"
            + " offset it is read as UTC");
  }
}
