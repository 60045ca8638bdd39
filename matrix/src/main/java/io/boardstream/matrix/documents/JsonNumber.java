package io.boardstream.matrix.documents;

import com.fasterxml.jackson.core.io.NumberOutput;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Numbers as RFC 8785 (and JavaScript) writes them: the fewest digits that read back as the same
 * double, whole numbers without a fraction, exponents only below 1e-6 and from 1e21 on. {@link
 * Double#toString} would differ between JDKs.
 */
public final class JsonNumber {
  private static final int PLAIN_DIGITS = 21;
  private static final int PLAIN_ZEROS = 6;

  private static final MathContext ONE_DIGIT = new MathContext(1);

  private JsonNumber() {}

  /** The text of a finite number. */
  public static String of(double value) {
    if (value == 0) {
      return "0";
    }
    BigDecimal shortest = shortest(value);
    int pointAt = shortest.precision() - shortest.scale();
    if (pointAt > -PLAIN_ZEROS && pointAt <= PLAIN_DIGITS) {
      return shortest.toPlainString();
    }
    String digits = shortest.unscaledValue().abs().toString();
    String fraction = digits.length() == 1 ? "" : "." + digits.substring(1);
    int exponent = pointAt - 1;
    return (value < 0 ? "-" : "")
        + digits.charAt(0)
        + fraction
        + "e"
        + (exponent < 0 ? "-" : "+")
        + Math.abs(exponent);
  }

  private static BigDecimal shortest(double value) {
    // The fast writer is an implementation of its own (Schubfach), the same on every JDK.
    BigDecimal digits = new BigDecimal(NumberOutput.toString(value, true)).stripTrailingZeros();
    // Java's rule wants two digits and takes the nearest of those, even where one digit would do.
    BigDecimal one = digits.round(ONE_DIGIT).stripTrailingZeros();
    return digits.precision() == 2 && one.doubleValue() == value ? one : digits;
  }
}
