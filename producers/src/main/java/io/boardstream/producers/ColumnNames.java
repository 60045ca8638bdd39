package io.boardstream.producers;

import io.boardstream.matrix.rows.RowMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The header of a table of benchmark rows: the columns of seed 000 in any order and case, and those
 * that a row may have besides.
 *
 * @param positions where each column of a benchmark row stands
 * @param missing columns that every table must have, and this one has not
 * @param repeated columns that stand there more than once
 * @param ignored names of columns that are none of a benchmark row
 */
public record ColumnNames(
    Map<String, Integer> positions,
    List<String> missing,
    List<String> repeated,
    List<String> ignored) {

  /** All columns that a benchmark row can have. */
  private static final List<String> KNOWN =
      Stream.concat(RowMapper.COLUMNS.stream(), RowMapper.OPTIONAL_COLUMNS.stream()).toList();

  /**
   * Reads a header.
   *
   * @param names by position
   */
  public static ColumnNames of(Map<Integer, String> names) {
    Map<String, Integer> positions = new LinkedHashMap<>();
    List<String> repeated = new ArrayList<>();
    List<String> ignored = new ArrayList<>();
    names.forEach(
        (position, raw) -> {
          String name = raw.strip().toLowerCase(Locale.ROOT);
          if (!KNOWN.contains(name)) {
            ignored.add(name);
          } else if (positions.putIfAbsent(name, position) != null) {
            repeated.add(name);
          }
        });
    List<String> missing =
        RowMapper.COLUMNS.stream().filter(name -> !positions.containsKey(name)).toList();
    return new ColumnNames(positions, missing, repeated, ignored);
  }
}
