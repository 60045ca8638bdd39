package io.boardstream.producers.postgres;

import io.boardstream.producers.RowReader;
import java.util.Set;
import java.util.function.Function;

/**
 * A source of benchmark rows in a database.
 *
 * @param name the source, first part of the keys of its rows
 * @param tables the tables that it is made of, as dead letters name them
 * @param keyedByRow whether a dead letter of these tables has the key of a row of the source
 * @param letterKeys keys that the dead letter of a row may have, by the row's id
 * @param rows reads all of them, of the moment that the source belongs to
 */
public record DatabaseSource(
    String name,
    Set<String> tables,
    boolean keyedByRow,
    Function<String, Set<String>> letterKeys,
    RowReader rows) {

  public DatabaseSource {
    tables = Set.copyOf(tables);
  }
}
