package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.ModelEntry;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.schemas.Encoded;
import java.util.List;

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
  Encoded<ModelCompatibility> derive(String modelId, List<Cell> cells, BenchmarkRun newest) {
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
   * Cuts until the document fits a record, as it must not stop the stream: the lists of performance
   * by halves, then the checks behind the tiers, then the cells by halves. The cells themselves are
   * whole on their own topic.
   */
  private Encoded<ModelCompatibility> fitting(ModelCompatibility model) {
    Encoded<ModelCompatibility> fitting = codec.encoded(model);
    for (int limit = Cells.MAX_PERFORMANCE; limit > 0 && isTooLarge(fitting); limit /= 2) {
      int most = limit / 2;
      fitting = with(model, model.getCells().stream().map(cell -> cut(cell, most)).toList());
    }
    if (isTooLarge(fitting)) {
      List<Cell> cells = fitting.value().getCells();
      fitting = with(model, cells.stream().map(Models::withoutDetails).toList());
    }
    while (!fitting.value().getCells().isEmpty() && isTooLarge(fitting)) {
      List<Cell> cells = fitting.value().getCells();
      fitting = with(model, cells.subList(0, cells.size() / 2));
    }
    return fitting;
  }

  private Encoded<ModelCompatibility> with(ModelCompatibility model, List<Cell> cells) {
    return codec.encoded(ModelCompatibility.newBuilder(model).setCells(cells).build());
  }

  private static boolean isTooLarge(Encoded<ModelCompatibility> model) {
    return model.bytes().length > MAX_BYTES;
  }

  private static Cell withoutDetails(Cell cell) {
    TierFacet tier = cell.getTier().orElse(null);
    return tier == null
        ? cell
        : Cell.newBuilder(cell)
            .setTier(
                new TierFacet(
                    tier.getTier().orElse(null),
                    List.of(),
                    List.of(),
                    tier.getEvidence(),
                    tier.getConfiguration()))
            .build();
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
}
