package io.boardstream.matrix.assembly;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row that cannot be one of the contract.
 *
 * @param rule name of the rule that it breaks: one of {@code RowMapper}'s
 * @param reason for people: the column, its value, and what is allowed
 * @param columns the row as it was assembled, in the order of the flat table
 */
public record RejectedRow(String rule, String reason, Map<String, @Nullable Object> columns) {

  public RejectedRow {
    columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
  }
}
