package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.documents.CellMetrics;
import io.boardstream.matrix.documents.StatusWord;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a cell; what is not known is left out.
 *
 * @param device canonical id of the device; left out of JSON, where it is the key
 * @param status the public word
 * @param software whose run the word rests on: the repository, else the source
 * @param metrics the few numbers of the headline configuration, as in version 1
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
record CellLine(
    @JsonIgnore String device,
    String status,
    @JsonProperty("estimated_availability") @Nullable String estimatedAvailability,
    @Nullable String tier,
    @JsonProperty("accuracy_check") @Nullable Boolean accuracyCheck,
    @Nullable String software,
    Map<String, Double> metrics,
    @JsonProperty("last_verified") @Nullable String lastVerified,
    @JsonProperty("stale_after") @Nullable String staleAfter) {

  static CellLine of(Cell cell) {
    CellMetrics metrics = CellMetrics.of(cell);
    return new CellLine(
        cell.getDeviceId().intern(),
        StatusWord.of(cell.getStatus()).text(),
        cell.getEditorial().flatMap(EditorialFacet::getEstimatedAvailability).orElse(null),
        cell.getTier().flatMap(TierFacet::getTier).map(Enum::name).orElse(null),
        metrics.accuracyCheck().orElse(null),
        software(cell).map(String::intern).orElse(null),
        metrics.numbers(),
        cell.getLastVerified().map(Instant::toString).orElse(null),
        cell.getStaleAfter().map(Instant::toString).orElse(null));
  }

  private static Optional<String> software(Cell cell) {
    return cell.getRuns()
        .map(RunsFacet::getEvidence)
        .or(() -> Optional.of(cell.getLatestAttempt()))
        .map(evidence -> evidence.getGitRepoName().orElse(evidence.getSource()));
  }
}
