package io.boardstream.producers.excel;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.temporal.ChronoUnit;
import org.apache.poi.ss.usermodel.DateUtil;

/**
 * What a cell holds, not how Excel shows it.
 *
 * @param text of a number, all its digits; of a date, ISO 8601 without an offset; of an error, its
 *     code such as {@code #DIV/0!}
 */
record CellValue(Kind kind, String text) {

  enum Kind {
    NUMBER,
    TEXT,
    DATE,
    BOOLEAN,
    ERROR,
    /** A formula whose value the writing program did not store. */
    UNCOMPUTED
  }

  /** Excel knows times to the millisecond; the rest is the noise of its floating-point days. */
  private static final int HALF_A_MILLISECOND = 500_000;

  static CellValue text(String text) {
    return new CellValue(Kind.TEXT, text);
  }

  static CellValue number(double value) {
    // Ids are whole numbers of many digits, which must not come in scientific notation.
    return new CellValue(
        Kind.NUMBER,
        value == Math.rint(value) && Math.abs(value) < 1e18
            ? new BigDecimal(value).toPlainString()
            : Double.toString(value));
  }

  static CellValue date(double days, boolean since1904) {
    try {
      return DateUtil.isValidExcelDate(days)
          ? new CellValue(
              Kind.DATE,
              DateUtil.getLocalDateTime(days, since1904)
                  .plusNanos(HALF_A_MILLISECOND)
                  .truncatedTo(ChronoUnit.MILLIS)
                  .toString())
          : number(days);
    } catch (DateTimeException e) {
      return number(days);
    }
  }
}
