package io.boardstream.matrix.documents;

import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.DeviceEntry;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Version 1: all models with their public words, in the shape that the website knows. */
final class CompatibilityDocument {
  private static final String SCHEMA_VERSION = "1.0";

  private final DocumentSettings settings;

  CompatibilityDocument(DocumentSettings settings) {
    this.settings = settings;
  }

  byte[] render(List<ModelCompatibility> models, Instant generatedAt) {
    return JsonOut.document(
        models,
        (out, all) -> {
          out.object("metadata", generatedAt, this::metadata);
          out.objects("models", all, this::model);
        });
  }

  private void metadata(JsonOut out, Instant generatedAt) throws IOException {
    out.time("generated_at", Optional.of(generatedAt));
    out.text("source", settings.source());
    out.text("schema_version", SCHEMA_VERSION);
  }

  private void model(JsonOut out, ModelCompatibility model) throws IOException {
    out.text("id", model.getModelId());
    out.text("display_name", model.getDisplayName());
    ModelFields.describe(out, model);
    out.objects(
        "compatibility", model.getCells().stream().filter(this::isListed).toList(), this::cell);
  }

  private boolean isListed(Cell cell) {
    if (cell.getDeviceId().equals(DeviceEntry.REFERENCE_ID) && !settings.reference()) {
      return false;
    }
    return switch (cell.getStatus()) {
      case SUPPORTED, NOT_SUPPORTED, COMING_SOON, DEPRECATED -> true;
      case UNTESTED -> settings.untestedAsNotSupported();
      // A word that a newer writer knows: saying nothing is better than saying something wrong.
      case UNKNOWN -> false;
    };
  }

  private void cell(JsonOut out, Cell cell) throws IOException {
    Status status = cell.getStatus() == Status.UNTESTED ? Status.NOT_SUPPORTED : cell.getStatus();
    out.text("hardware", cell.getDeviceDisplayName());
    out.text("status", StatusWord.of(status).text());
    Optional<String> availability =
        cell.getEditorial().flatMap(EditorialFacet::getEstimatedAvailability);
    if (status == Status.COMING_SOON && availability.isPresent()) {
      out.text("estimated_availability", availability);
    }
    if (settings.extras()) {
      out.text("hardware_id", cell.getDeviceId());
      CellMetrics metrics = CellMetrics.of(cell);
      if (!metrics.isEmpty()) {
        out.object("metrics", metrics, CompatibilityDocument::metrics);
      }
    }
  }

  private static void metrics(JsonOut out, CellMetrics metrics) throws IOException {
    for (Map.Entry<String, Double> number : metrics.numbers().entrySet()) {
      out.number(number.getKey(), Optional.of(number.getValue()));
    }
    if (metrics.accuracyCheck().isPresent()) {
      out.flag("accuracy_check", metrics.accuracyCheck().get());
    }
  }
}
