package io.boardstream.agent.dump;

import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Reading;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The columns of a dump, as users of tt-smi know them. */
final class DumpColumns {

  private static final int DECIMALS = 6;

  private static final List<Quantity> QUANTITIES =
      List.of(
          Quantity.VOLTAGE,
          Quantity.AICLK,
          Quantity.ARCCLK,
          Quantity.AXICLK,
          Quantity.CURRENT,
          Quantity.POWER,
          Quantity.ASIC_TEMPERATURE,
          Quantity.VREG_TEMPERATURE,
          Quantity.INLET_TEMPERATURE,
          Quantity.OUTLET_1_TEMPERATURE,
          Quantity.OUTLET_2_TEMPERATURE);

  private DumpColumns() {}

  static List<String> titles() {
    List<String> titles = new ArrayList<>();
    titles.add("Timestamp (s)");
    QUANTITIES.forEach(
        quantity -> titles.add("%s (%s)".formatted(quantity.title(), quantity.unit())));
    return titles;
  }

  /** Seconds since the start, and what was measured; null for what was not. */
  static List<@Nullable BigDecimal> row(double seconds, Reading reading) {
    List<@Nullable BigDecimal> row = new ArrayList<>();
    row.add(BigDecimal.valueOf(seconds).setScale(DECIMALS, RoundingMode.HALF_UP));
    for (Quantity quantity : QUANTITIES) {
      Double value = reading.value(quantity);
      row.add(value == null ? null : plain(value));
    }
    return row;
  }

  private static BigDecimal plain(double value) {
    BigDecimal number =
        BigDecimal.valueOf(value).setScale(DECIMALS, RoundingMode.HALF_UP).stripTrailingZeros();
    return number.scale() < 0 ? number.setScale(0) : number;
  }
}
