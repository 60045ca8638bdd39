package io.boardstream.batch.audit;

import io.boardstream.batch.LiveDocuments;
import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.runtime.Settings;
import java.time.Duration;
import java.util.List;

/**
 * What to audit.
 *
 * @param settings those that the audited system runs with
 * @param database whether there is a database behind it
 * @param streamsGroup consumer group of the topology
 * @param matrix what decides the matrix
 * @param documents what the documents say
 * @param live where documents stand
 * @param patience how long what is on its way may take before it counts as different
 */
public record AuditPlan(
    Settings settings,
    boolean database,
    String streamsGroup,
    MatrixSettings matrix,
    DocumentSettings documents,
    List<LiveDocuments> live,
    Duration patience) {

  public AuditPlan {
    live = List.copyOf(live);
  }
}
