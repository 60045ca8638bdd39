package io.boardstream.matrix.fold;

import static java.util.Comparator.comparing;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.Regression;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.ModelEntry;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.VariantIds;
import io.boardstream.schemas.Encoded;
import java.util.List;
import java.util.stream.Stream;

/** Derives the document of a model from its cells and the catalogue. */
final class Models {

  /** Largest document, bytes of Avro: well below what a topic takes. */
  private static final int MAX_BYTES = 4 << 20;

  private static final int MAX_REGRESSIONS = 200;

  /**
   * What a model is called where the catalogue does not know it.
   *
   * @param name raw name
   * @param precision canonical precision
   */
  record Named(String name, String precision) {
    static Named by(BenchmarkRun run) {
      return new Named(run.getMlModelName(), run.getPrecision());
    }

    static Named by(EditorialOverride override) {
      return new Named(override.getMlModelName(), ModelName.precision(override.getPrecision()));
    }
  }

  private final Catalogue catalogue;
  private final VariantIds variantIds;
  private final AvroBytes<ModelCompatibility> codec;

  Models(Catalogue catalogue, VariantIds variantIds, AvroBytes<ModelCompatibility> codec) {
    this.catalogue = catalogue;
    this.variantIds = variantIds;
    this.codec = codec;
  }

  /**
   * Derives the document.
   *
   * @param cells the cells of the model with a device, ordered by device id
   * @param named by the newest run of the model on any device or none; by an editor where there is
   *     no run
   * @param notes what editors say of the model beside the catalogue
   * @param regressions what is worse in it, ordered by series
   */
  Encoded<ModelCompatibility> derive(
      String modelId,
      List<Cell> cells,
      Named named,
      List<String> notes,
      List<Regression> regressions) {
    ModelEntry entry = catalogue.model(ModelName.parse(named.name()));
    String precision = named.precision();
    ModelCompatibility model =
        ModelCompatibility.newBuilder()
            .setModelId(modelId)
            .setMlModelName(entry.name())
            .setDisplayName(displayName(entry, precision))
            .setMapped(entry.mapped())
            .setFamily(entry.family())
            .setTasks(entry.tasks())
            .setDescription(entry.description())
            .setLinks(entry.links())
            .setEditorialNotes(
                Stream.concat(entry.editorialNotes().stream(), notes.stream()).distinct().toList())
            .setParameters(entry.parameters().orElse(null))
            .setPrecision(precision)
            .setContextWindow(entry.contextWindow().orElse(null))
            .setCells(cells)
            .setOpenRegressions(worst(regressions))
            .build();
    return fitting(model);
  }

  /** As many as a document lists. */
  private static List<Regression> worst(List<Regression> regressions) {
    if (regressions.size() <= MAX_REGRESSIONS) {
      return regressions;
    }
    return regressions.stream()
        .sorted(
            comparing(Regression::getSeverity).reversed().thenComparing(Regression::getSeriesId))
        .limit(MAX_REGRESSIONS)
        .sorted(comparing(Regression::getSeriesId))
        .toList();
  }

  private String displayName(ModelEntry entry, String precision) {
    return switch (variantIds) {
      case VARIANT -> entry.name() + " " + precision;
      case MODEL -> entry.name();
    };
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
                    tier.getConfiguration(),
                    List.of()))
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
