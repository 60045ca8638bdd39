package io.boardstream.batch.audit;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.evidence.RunAssembly;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Models as rows name them, as numbers. Which ids they have depends on the catalogue. */
final class ModelNames {

  /** What of a row its model follows from. */
  private record Name(String model, Optional<String> precision) {}

  private final Map<Name, Integer> numbers = new HashMap<>();
  private final List<BenchmarkRow> names = new ArrayList<>();
  private final Map<Integer, String> ids = new HashMap<>();
  private @Nullable RunAssembly assembly;

  void identifyBy(RunAssembly now) {
    assembly = now;
    ids.clear();
  }

  /** {@link LiveRow#NONE} for a row that names no model. */
  int number(BenchmarkRow row) {
    Optional<String> model = row.getMlModelName().filter(name -> !name.isBlank());
    return model.isEmpty()
        ? LiveRow.NONE
        : numbers.computeIfAbsent(new Name(model.get(), row.getPrecision()), this::add);
  }

  private int add(Name name) {
    names.add(row(name.model(), name.precision()));
    return names.size() - 1;
  }

  String id(int number) {
    return ids.computeIfAbsent(number, asked -> id(names.get(asked)).orElseThrow());
  }

  /** Empty when the row names no model. */
  Optional<String> id(BenchmarkRow row) {
    if (assembly == null) {
      throw new IllegalStateException("Nobody said yet what gives models their ids");
    }
    return assembly.modelId(row);
  }

  /** A row that says no more than which model it is about. */
  static BenchmarkRow row(String model, Optional<String> precision) {
    return BenchmarkRow.newBuilder()
        .setSource("")
        .setRowId("")
        .setMlModelName(model)
        .setPrecision(precision.orElse(null))
        .build();
  }
}
