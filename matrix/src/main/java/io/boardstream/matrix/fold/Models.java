package io.boardstream.matrix.fold;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.ModelEntry;
import io.boardstream.matrix.identity.ModelName;
import java.util.List;
import java.util.Optional;

/** Derives the document of a model from its cells and the catalogue. */
final class Models {

  /** Largest document, bytes of Avro: well below what a topic takes. */
  private static final int MAX_BYTES = 4 << 20;

  private final Catalogue catalogue;
  private final AvroBytes<ModelCompatibility> codec;

  Models(Catalogue catalogue, AvroBytes<ModelCompatibility> codec) {
    this.catalogue = catalogue;
    this.codec = codec;
  }

  /**
   * Derives the document.
   *
   * @param cells the cells of the model with a device, ordered by device id
   * @param newest the newest run of the model on any device or none: its spelling of the name
   *     counts where the catalogue knows none
   */
  ModelCompatibility derive(String modelId, List<Cell> cells, BenchmarkRun newest) {
    ModelName name = ModelName.parse(newest.getMlModelName());
    ModelEntry entry = catalogue.model(name);
    ModelCompatibility model =
        ModelCompatibility.newBuilder()
            .setModelId(modelId)
            .setMlModelName(entry.name())
            .setDisplayName(entry.name() + " " + newest.getPrecision())
            .setMapped(entry.mapped())
            .setFamily(entry.family())
            .setTasks(entry.tasks())
            .setDescription(entry.description())
            .setLinks(entry.links())
            .setEditorialNotes(entry.editorialNotes())
            .setParameters(entry.parameters().orElse(null))
            .setPrecision(newest.getPrecision())
            .setContextWindow(entry.contextWindow().orElse(null))
            .setCells(cells)
            .build();
    return fitting(model);
  }

  /**
   * Cuts the lists of configurations by halves until the document fits a record: it must not stop
   * the stream.
   */
  private ModelCompatibility fitting(ModelCompatibility model) {
    ModelCompatibility fitting = model;
    for (int limit = Cells.MAX_CONFIGURATIONS; limit > 0 && isTooLarge(fitting); limit /= 2) {
      int most = limit / 2;
      List<Cell> cells = model.getCells().stream().map(cell -> cut(cell, most)).toList();
      fitting = ModelCompatibility.newBuilder(model).setCells(cells).build();
    }
    return fitting;
  }

  private boolean isTooLarge(ModelCompatibility model) {
    return codec.encode(model).length > MAX_BYTES;
  }

  private static Cell cut(Cell cell, int most) {
    List<PerformanceFacet> all = cell.getPerformance();
    return all.size() <= most
        ? cell
        : Cell.newBuilder(cell)
            .setPerformance(all.subList(0, most))
            .setPerformanceTruncated(true)
            .build();
  }

  /** The newest of runs, by time, then by the order of source and run id. */
  static Optional<BenchmarkRun> newest(List<BenchmarkRun> runs) {
    return runs.stream()
        .max(
            comparing(
                    (BenchmarkRun run) -> run.getEvidence().getEndedAt().orElse(null),
                    nullsFirst(naturalOrder()))
                .thenComparing(run -> run.getEvidence().getSource())
                .thenComparing(run -> run.getEvidence().getRunId()));
  }
}
