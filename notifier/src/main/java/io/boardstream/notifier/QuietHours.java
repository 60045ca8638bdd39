package io.boardstream.notifier;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Hours in which people are left alone, such as from 22:00 to 07:00.
 *
 * @param to not part of them
 */
record QuietHours(LocalTime from, LocalTime to, ZoneId zone) {

  /**
   * What a setting says, {@code 22:00-07:00}; empty when it says none.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  static Optional<QuietHours> of(String hours, String zone) {
    if (hours.isBlank()) {
      return Optional.empty();
    }
    try {
      int dash = hours.indexOf('-');
      return Optional.of(
          new QuietHours(
              LocalTime.parse(hours.substring(0, Math.max(0, dash)).strip()),
              LocalTime.parse(hours.substring(dash + 1).strip()),
              ZoneId.of(zone)));
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' in zone '%s' are no hours; write 22:00-07:00 and a zone such as Europe/Berlin"
              .formatted(hours, zone),
          e);
    }
  }

  boolean contains(Instant now) {
    LocalTime time = now.atZone(zone).toLocalTime();
    boolean afterFrom = !time.isBefore(from);
    boolean beforeTo = time.isBefore(to);
    return from.isBefore(to) ? afterFrom && beforeTo : afterFrom || beforeTo;
  }
}
