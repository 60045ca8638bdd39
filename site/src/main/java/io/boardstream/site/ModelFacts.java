package io.boardstream.site;

import io.boardstream.avro.Cell;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.matrix.identity.Slug;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the overview asks of a model, beside what lists show.
 *
 * @param slug of its name, without precision, as the catalogue's keys
 * @param mapped whether the catalogue lists it
 * @param covered what it was seen on
 * @param failures why it does not run, by device; cut
 */
record ModelFacts(String slug, boolean mapped, Coverage covered, Map<String, String> failures) {

  /** What evidence there is. */
  enum Coverage {
    REAL,
    SIMULATED,
    NONE
  }

  private static final int FAILURE_LETTERS = 300;

  /** Agents begin with it where a run comes from that says nothing of real hardware. */
  private static final String SIMULATED = "simulated";

  static ModelFacts of(ModelCompatibility model) {
    Map<String, String> failures = new LinkedHashMap<>();
    Coverage covered = Coverage.NONE;
    for (Cell cell : model.getCells()) {
      covered = better(covered, coverage(cell));
      cell.getRuns()
          .filter(runs -> runs.getOutcome() == RunOutcome.FAILED)
          .flatMap(RunsFacet::getFailure)
          .ifPresent(why -> failures.put(cell.getDeviceId().intern(), cut(why)));
    }
    return new ModelFacts(Slug.of(model.getMlModelName()), model.getMapped(), covered, failures);
  }

  private static Coverage coverage(Cell cell) {
    Stream<Evidence> evidence =
        Stream.concat(
            cell.getRuns().map(RunsFacet::getEvidence).stream(),
            Stream.concat(
                cell.getAccuracy().map(it -> it.getEvidence()).stream(),
                cell.getPerformance().stream().map(it -> it.getEvidence())));
    return evidence.map(ModelFacts::coverage).reduce(Coverage.NONE, ModelFacts::better);
  }

  private static Coverage coverage(Evidence evidence) {
    Optional<String> origin = evidence.getOrigin();
    return origin.filter(text -> text.startsWith(SIMULATED)).isPresent()
        ? Coverage.SIMULATED
        : Coverage.REAL;
  }

  private static Coverage better(Coverage one, Coverage other) {
    return one.compareTo(other) <= 0 ? one : other;
  }

  private static String cut(String text) {
    if (text.length() <= FAILURE_LETTERS) {
      return text;
    }
    boolean splits = Character.isHighSurrogate(text.charAt(FAILURE_LETTERS - 1));
    return text.substring(0, splits ? FAILURE_LETTERS - 1 : FAILURE_LETTERS) + "…";
  }
}
