package io.boardstream.agent.boards;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The registers of a chip as tt-smi prints them: hexadecimal, with null for zero. They say what
 * newer and older tt-smi leave out of their own telemetry: clocks, throttling, board temperatures.
 */
final class Smbus {

  private static final long LOW = 0xFFFF;
  private static final double SIXTEENTH = 16;
  private static final double FRACTION = 1 << 16;
  private static final double MILLI = 1_000;

  private final Map<String, @Nullable String> registers = new TreeMap<>();

  /**
   * @param raw register to value; names in older spellings too
   */
  Smbus(Map<String, @Nullable String> raw) {
    raw.forEach((name, value) -> registers.put(canonical(name), value));
  }

  private static String canonical(String name) {
    String upper = name.toUpperCase(Locale.ROOT);
    for (String prefix : new String[] {"SMBUS_TX_", "TAG_"}) {
      if (upper.startsWith(prefix)) {
        return upper.substring(prefix.length());
      }
    }
    return upper;
  }

  /** {@code 0x401e} of the register that holds device and vendor; null when it does not. */
  @Nullable String pciDevice() {
    Long both = value("DEVICE_ID");
    return both == null || (both & LOW) != 0x1e52 ? null : "0x%04x".formatted((both >> 16) & LOW);
  }

  /** Whether the firmware throttles; null when there is no such register. */
  @Nullable Boolean throttler() {
    if (!registers.containsKey("THROTTLER")) {
      return null;
    }
    Long bits = value("THROTTLER");
    return bits != null && bits != 0;
  }

  @Nullable Long thermalTrips() {
    return registers.containsKey("THERM_TRIP_COUNT")
        ? Objects.requireNonNullElse(value("THERM_TRIP_COUNT"), 0L)
        : null;
  }

  /** What they tell of the quantities, as far as the architecture's coding is known. */
  Map<Quantity, Double> values(@Nullable Architecture architecture) {
    Map<Quantity, Double> values = new EnumMap<>(Quantity.class);
    put(values, Quantity.AICLK, low("AICLK"));
    put(values, Quantity.ARCCLK, low("ARCCLK"));
    put(values, Quantity.AXICLK, low("AXICLK"));
    Double millivolts = low("VCORE");
    put(values, Quantity.VOLTAGE, millivolts == null ? null : millivolts / MILLI);
    put(values, Quantity.CURRENT, low("TDC"));
    put(values, Quantity.POWER, low("TDP"));
    put(values, Quantity.BOARD_POWER, low("INPUT_POWER"));
    put(values, Quantity.ASIC_TEMPERATURE, temperature(architecture));
    if (architecture == Architecture.WORMHOLE) {
      put(values, Quantity.VREG_TEMPERATURE, low("VREG_TEMPERATURE"));
      Long board = value("BOARD_TEMPERATURE");
      if (board != null) {
        put(values, Quantity.INLET_TEMPERATURE, (double) ((board >> 16) & 0xFF));
        put(values, Quantity.OUTLET_1_TEMPERATURE, (double) ((board >> 8) & 0xFF));
        put(values, Quantity.OUTLET_2_TEMPERATURE, (double) (board & 0xFF));
      }
    }
    return values;
  }

  private @Nullable Double temperature(@Nullable Architecture architecture) {
    Long raw = value("ASIC_TEMPERATURE");
    if (raw == null || architecture == null) {
      return null;
    }
    return switch (architecture) {
      case WORMHOLE -> (raw & LOW) / SIXTEENTH;
      case BLACKHOLE -> raw.intValue() / FRACTION;
      case GRAYSKULL -> null;
    };
  }

  private @Nullable Double low(String register) {
    Long raw = value(register);
    return raw == null ? null : Double.valueOf((double) (raw & LOW));
  }

  private @Nullable Long value(String register) {
    return Texts.whole(registers.get(register));
  }

  private static void put(Map<Quantity, Double> values, Quantity quantity, @Nullable Double value) {
    Double usable = quantity.ifTrue(value);
    if (usable != null) {
      values.put(quantity, usable);
    }
  }
}
