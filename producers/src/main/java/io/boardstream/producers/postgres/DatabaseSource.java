package io.boardstream.producers.postgres;

import io.boardstream.producers.RowReader;
import java.util.Set;

/**
 * A source of benchmark rows in a database.
 *
 * @param name the source, first part of the keys of its rows
 * @param tables the tables that it is made of, as dead letters name them
 * @param rows reads all of them, of the moment that the source belongs to
 */
public record DatabaseSource(String name, Set<String> tables, RowReader rows) {

  public DatabaseSource {
    tables = Set.copyOf(tables);
  }
}
