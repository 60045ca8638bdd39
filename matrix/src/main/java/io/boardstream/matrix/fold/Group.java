package io.boardstream.matrix.fold;

import io.boardstream.avro.Configuration;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What changed of the models that are folded together: those of one routing key. */
final class Group {

  /** Cells, and the configurations of those of their runs that changed. */
  final Map<CellId, Set<Configuration>> touched = new TreeMap<>();

  /** Cells of which nothing that was derived before holds. */
  final Set<CellId> renewed = new HashSet<>();

  /** Names of models of which something else is said than before. */
  final Set<String> names = new TreeSet<>();

  void touch(CellId cell, Configuration configuration) {
    touched.computeIfAbsent(cell, c -> new HashSet<>()).add(configuration);
  }

  /** Something beside the runs of the cell changed. */
  void touch(CellId cell) {
    touched.computeIfAbsent(cell, c -> new HashSet<>());
  }

  /** Has the cell derived anew altogether. */
  void renew(CellId cell) {
    touch(cell);
    renewed.add(cell);
  }

  Set<String> models() {
    return touched.keySet().stream()
        .map(CellId::modelId)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
