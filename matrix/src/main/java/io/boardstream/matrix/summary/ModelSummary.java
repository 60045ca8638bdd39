package io.boardstream.matrix.summary;

import static java.util.stream.Collectors.toMap;

import io.boardstream.avro.Cell;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.FailureExample;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.SummaryFailure;
import io.boardstream.avro.SummaryRate;
import io.boardstream.matrix.catalogue.DeviceEntry;
import io.boardstream.matrix.failure.FailureRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What one model contributes to the summary of the matrix. */
public final class ModelSummary {

  private static final String UNKNOWN = "unknown";
  private static final int MAX_LETTERS = 300;
  private static final FailureRules RULES = FailureRules.builtIn();

  private ModelSummary() {}

  /** The contribution; one that counts no model when it is gone. */
  public static MatrixSummary of(String modelId, Optional<ModelCompatibility> model) {
    List<Cell> cells = model.map(ModelCompatibility::getCells).orElse(List.of());
    MatrixSummary.Builder summary =
        MatrixSummary.newBuilder()
            .setScope(modelId)
            .setModels(model.isPresent() ? 1 : 0)
            .setCells(cells.size())
            .setCellsByStatus(
                cells.stream()
                    .collect(
                        toMap(
                            cell -> cell.getStatus().name(), cell -> 1L, Long::sum, TreeMap::new)))
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
                    .toList());
    model.ifPresent(
        known ->
            summary
                .setModelsRunning(cells.stream().anyMatch(ModelSummary::isRunning) ? 1 : 0)
                .setModelsByEvidence(Map.of(evidence(cells), 1L))
                .setRates(rates(known))
                .setFailures(failures(known)));
    // Adding it up by itself puts what the cells have in common together.
    return SummaryMerge.add(modelId, List.of(summary.build()));
  }

  /** The processor that models run on for reference is no board. */
  private static boolean isRunning(Cell cell) {
    return cell.getStatus() == Status.SUPPORTED
        && !cell.getDeviceId().equals(DeviceEntry.REFERENCE_ID);
  }

  private static String evidence(List<Cell> cells) {
    List<Evidence> conclusive =
        cells.stream()
            .flatMap(cell -> cell.getRuns().stream())
            .map(RunsFacet::getEvidence)
            .toList();
    if (conclusive.isEmpty()) {
      return "none";
    }
    return conclusive.stream().allMatch(ModelSummary::isSimulated) ? "simulated" : "real";
  }

  private static boolean isSimulated(Evidence evidence) {
    return evidence.getOrigin().filter(origin -> origin.startsWith("simulated")).isPresent();
  }

  private static List<SummaryRate> rates(ModelCompatibility model) {
    return model.getCells().stream()
        .flatMap(
            cell ->
                Stream.of(
                    rate("architecture", cell.getArchitecture().orElse(UNKNOWN), cell),
                    rate("device", cell.getDeviceId(), cell),
                    rate("family", model.getFamily(), cell)))
        .toList();
  }

  private static SummaryRate rate(String dimension, String value, Cell cell) {
    return new SummaryRate(
        dimension,
        value,
        1L,
        cell.getStatus() == Status.SUPPORTED ? 1L : 0L,
        cell.getStatus() == Status.NOT_SUPPORTED ? 1L : 0L);
  }

  private static List<SummaryFailure> failures(ModelCompatibility model) {
    List<SummaryFailure> failures = new ArrayList<>();
    for (Cell cell : model.getCells()) {
      cell.getRuns()
          .filter(runs -> runs.getOutcome() == RunOutcome.FAILED)
          .ifPresent(runs -> failures.add(failure(model, cell, runs)));
    }
    return failures;
  }

  private static SummaryFailure failure(ModelCompatibility model, Cell cell, RunsFacet runs) {
    String text = runs.getFailure().orElse("");
    Evidence evidence = runs.getEvidence();
    return new SummaryFailure(
        category(text),
        1L,
        List.of(
            new FailureExample(
                model.getModelId(),
                cell.getDeviceId(),
                cut(text),
                evidence.getRunId(),
                evidence.getEndedAt().orElse(null))));
  }

  /** What agents tell begins with the category that they found. */
  private static String category(String text) {
    int colon = text.indexOf(": ");
    return Optional.of(text)
        .filter(told -> colon > 0)
        .map(told -> told.substring(0, colon))
        .filter(word -> RULES.category(word).isPresent())
        .orElseGet(() -> RULES.diagnose(text).category().id());
  }

  /** Text that is no longer than an example may be. */
  public static String cut(String text) {
    if (text.length() <= MAX_LETTERS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(MAX_LETTERS - 1));
    return text.substring(0, splits ? MAX_LETTERS - 1 : MAX_LETTERS) + "…";
  }
}
