package io.boardstream.agent.boards;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is measured of a chip, with the range in which a value can be true. What lies outside is no
 * fact: a 0 V core, or the 65,535 of a fan that is not there.
 */
public enum Quantity {
  VOLTAGE("voltage", "Core Voltage", "V", 0.01, 5, "%4.2f"),
  AICLK("aiclk", "AICLK", "MHz", 1, 10_000, "%4.0f"),
  ARCCLK("arcclk", "ARCCLK", "MHz", 1, 10_000, "%4.0f"),
  AXICLK("axiclk", "AXICLK", "MHz", 1, 10_000, "%4.0f"),
  CURRENT("current", "Core Current", "A", 0, 5_000, "%5.1f"),
  POWER("power", "Core Power", "W", 0, 5_000, "%5.1f"),
  BOARD_POWER("board_power", "Board Power", "W", 0, 5_000, "%5.1f"),
  ASIC_TEMPERATURE("asic_temperature", "Core Temp", "°C", -60, 200, "%4.1f"),
  VREG_TEMPERATURE("vreg_temperature", "VREG Temp", "°C", -60, 200, "%4.1f"),
  INLET_TEMPERATURE("inlet_temperature", "Inlet Temp", "°C", -60, 200, "%4.1f"),
  OUTLET_1_TEMPERATURE("outlet_temperature1", "Outlet Temp 1", "°C", -60, 200, "%4.1f"),
  OUTLET_2_TEMPERATURE("outlet_temperature2", "Outlet Temp 2", "°C", -60, 200, "%4.1f"),
  FAN_SPEED("fan_speed", "Fan", "", 0, 65_534, "%.0f");

  private final String key;
  private final String title;
  private final String unit;
  private final double least;
  private final double most;
  private final String format;

  Quantity(String key, String title, String unit, double least, double most, String format) {
    this.key = key;
    this.title = title;
    this.unit = unit;
    this.least = least;
    this.most = most;
    this.format = format;
  }

  /** Its name in the snapshots of tt-smi. */
  public String key() {
    return key;
  }

  /** For people, for example {@code Core Voltage}. */
  public String title() {
    return title;
  }

  /** For example {@code MHz}; empty where sources differ. */
  public String unit() {
    return unit;
  }

  /** As tt-smi pads it. */
  String padded(double value) {
    return String.format(Locale.ROOT, format, value);
  }

  /** The value, or null when it cannot be one. */
  @Nullable Double ifTrue(@Nullable Double value) {
    return value != null && value >= least && value <= most ? value : null;
  }
}
