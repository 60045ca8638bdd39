package io.boardstream.batch.audit;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.Overrides;
import io.boardstream.matrix.fold.OverrideRouting;
import io.boardstream.matrix.identity.ModelName;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What editors say and how it is shown: by the topics, because others write there too. Files are
 * only waited for.
 */
final class Editors {

  /** Files that no part writes to the topics must not hold up every audit for long. */
  private static final Duration FILES_WITHIN = Duration.ofSeconds(5);

  private final AuditPlan plan;
  private final LiveTopics live;
  private final Catalogue inFiles;
  private final SortedMap<String, EditorialOverride> saidInFiles;

  Editors(AuditPlan plan, LiveTopics live) {
    this.plan = plan;
    this.live = live;
    this.inFiles = plan.matrix().catalogue();
    this.saidInFiles = plan.matrix().overrides();
  }

  /** Reads them; what comes from now on is in motion. */
  void begin(boolean moving, List<String> notes) {
    Duration patience =
        plan.patience().compareTo(FILES_WITHIN) < 0 ? plan.patience() : FILES_WITHIN;
    // A transaction of the catalogue becomes visible topic by topic.
    boolean settled =
        new Deadline(patience)
            .await(
                () -> {
                  live.catchUpEditors();
                  return live.catalogue().isUntouched()
                      || (live.catalogue().isComplete() && (moving || saysWhatFilesSay()));
                });
    if (!live.catalogue().isComplete()) {
      notes.add(
          "The topics hold no complete catalogue: %s is taken."
              .formatted(
                  live.catalogue().inForce().isPresent()
                      ? "the last one that was"
                      : "that of the settings"));
    } else if (!settled) {
      notes.add(
          "The files of the catalogue say something else than its topics, which are taken. Does the part 'catalogue' run, with the same files?");
    }
    live.catalogue().beginRound();
    live.overrides().beginRound();
  }

  Catalogue catalogue() {
    return live.catalogue().inForce().orElse(inFiles);
  }

  /**
   * Models that what came since is about.
   *
   * @param expected models by id
   */
  Set<String> moved(Map<String, ModelCompatibility> expected) {
    Set<String> ids = new HashSet<>();
    if (live.catalogue().hasMoved()) {
      ids.addAll(expected.keySet());
      ids.addAll(live.derivedModels());
    }
    Set<String> keys = new HashSet<>();
    for (EditorialOverride override : live.overrides().moved()) {
      keys.add(OverrideRouting.routingKey(override));
      live.rows()
          .modelOf(ModelNames.row(override.getMlModelName(), override.getPrecision()))
          .ifPresent(ids::add);
    }
    expected.forEach(
        (id, model) -> {
          if (keys.contains(ModelName.parse(model.getMlModelName()).routingKey())) {
            ids.add(id);
          }
        });
    return ids;
  }

  private boolean saysWhatFilesSay() {
    SortedMap<String, EditorialOverride> said = new TreeMap<>(live.overrides().inForce());
    said.values().removeIf(override -> !override.getSource().equals(Overrides.SOURCE));
    return said.equals(saidInFiles)
        && Optional.of(inFiles.fingerprint())
            .equals(live.catalogue().inForce().map(Catalogue::fingerprint));
  }
}
