package io.boardstream.matrix.fold;

import static java.util.stream.Collectors.toMap;

import io.boardstream.avro.Cell;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What each model contributes to the summary, and the sum. */
public final class Summaries {

  /** Scope of the whole matrix; no model id, which is never a single word without a precision. */
  public static final String ALL = "all";

  private static final int MAX_NAMES = 1_000;

  private Summaries() {}

  /** The contribution of one model; one that counts no model when it is gone. */
  public static MatrixSummary of(String modelId, Optional<ModelCompatibility> model) {
    List<Cell> cells = model.map(ModelCompatibility::getCells).orElse(List.of());
    return MatrixSummary.newBuilder()
        .setScope(modelId)
        .setModels(model.isPresent() ? 1 : 0)
        .setCells(cells.size())
        .setCellsByStatus(
            cells.stream()
                .collect(
                    toMap(cell -> cell.getStatus().name(), cell -> 1L, Long::sum, TreeMap::new)))
        .setUnmappedModels(
            model
                .filter(m -> !m.getMapped())
                .map(m -> List.of(m.getMlModelName()))
                .orElse(List.of()))
        .setUnmappedDevices(
            cells.stream()
                .filter(cell -> !cell.getDeviceMapped())
                .map(Cell::getDeviceDisplayName)
                .sorted()
                .toList())
        .build();
  }

  public static MatrixSummary sum(Collection<MatrixSummary> contributions) {
    Map<String, Long> byStatus = new TreeMap<>();
    SortedSet<String> models = new TreeSet<>();
    SortedSet<String> devices = new TreeSet<>();
    for (MatrixSummary one : contributions) {
      one.getCellsByStatus().forEach((status, count) -> byStatus.merge(status, count, Long::sum));
      models.addAll(one.getUnmappedModels());
      devices.addAll(one.getUnmappedDevices());
    }
    return MatrixSummary.newBuilder()
        .setScope(ALL)
        .setModels(contributions.stream().mapToLong(MatrixSummary::getModels).sum())
        .setCells(contributions.stream().mapToLong(MatrixSummary::getCells).sum())
        .setCellsByStatus(byStatus)
        .setUnmappedModels(models.stream().limit(MAX_NAMES).toList())
        .setUnmappedDevices(devices.stream().limit(MAX_NAMES).toList())
        .build();
  }
}
