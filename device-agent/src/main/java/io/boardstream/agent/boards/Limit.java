package io.boardstream.agent.boards;

import java.util.Locale;

/** What the firmware keeps a chip within. A limit of 0 is one that was not told. */
public enum Limit {
  VDD_MIN("vdd_min", "%4.2f"),
  VDD_MAX("vdd_max", "%4.2f"),
  POWER("tdp_limit", "%3.0f"),
  CURRENT("tdc_limit", "%3.0f"),
  AICLK("asic_fmax", "%4.0f"),
  THERMAL_TRIP("therm_trip_l1_limit", "%2.0f"),
  THERMAL("thm_limit", "%2.0f"),
  BUS_PEAK("bus_peak_limit", "%3.0f"),
  FAN("fan_rpm_limit", "%.0f"),
  BOARD_POWER("board_power_limit", "%3.0f");

  private final String key;
  private final String format;

  Limit(String key, String format) {
    this.key = key;
    this.format = format;
  }

  /** Its name in the snapshots of tt-smi. */
  public String key() {
    return key;
  }

  /** As tt-smi pads it. */
  String padded(double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
