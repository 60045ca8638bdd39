package io.boardstream.producers.postgres;

import java.util.List;
import java.util.stream.Collectors;

/** The primary key of a row as one text. */
final class RowId {

  private RowId() {}

  /**
   * The only part as it is, or all parts joined by commas; a comma or backslash within a part is
   * escaped by a backslash, so that two keys never share a text.
   */
  static String of(List<String> parts) {
    return parts.size() == 1
        ? parts.get(0)
        : parts.stream()
            .map(part -> part.replace("\\", "\\\\").replace(",", "\\,"))
            .collect(Collectors.joining(","));
  }
}
