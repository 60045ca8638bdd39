package io.boardstream.batch.audit;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/** What one look at everything finds; decides what may be excused as a change on its way. */
final class Findings {

  private static final int MOST_PER_STAGE = 10;

  private final Set<String> inMotion;
  private final Map<String, Stage> stages = new LinkedHashMap<>();
  private final Set<String> differing = new HashSet<>();

  /**
   * @param inMotion models that changed since the moment of the sources
   */
  Findings(Set<String> inMotion) {
    this.inMotion = inMotion;
  }

  private static final class Stage {
    long checked;
    long moving;
    long different;
    final List<Supplier<AuditDifference>> first = new ArrayList<>();
  }

  Set<String> inMotion() {
    return inMotion;
  }

  /** Counts what was looked at; a stage is listed from its first mention on. */
  void checked(String stage, long keys) {
    stage(stage).checked += keys;
  }

  /**
   * Something is not as expected.
   *
   * @param models all models that it may be about: one of them in motion excuses it; none excuses
   *     nothing
   * @param difference put into words only when it is told: that may mean reading a record again
   */
  void add(String stage, Collection<String> models, Supplier<AuditDifference> difference) {
    Stage at = stage(stage);
    if (models.stream().anyMatch(inMotion::contains)) {
      at.moving++;
      return;
    }
    at.different++;
    differing.addAll(models);
    if (at.first.size() < MOST_PER_STAGE) {
      at.first.add(difference);
    }
  }

  /** Something is not as expected, and may be only because of what is in motion. */
  void excused(String stage) {
    stage(stage).moving++;
  }

  boolean isClean() {
    return stages.values().stream().allMatch(stage -> stage.different == 0);
  }

  /** Models with which something is wrong. */
  Set<String> differing() {
    return differing;
  }

  List<StageReport> reports() {
    return stages.entrySet().stream()
        .map(
            stage ->
                new StageReport(
                    stage.getKey(),
                    stage.getValue().checked,
                    stage.getValue().moving,
                    stage.getValue().different))
        .toList();
  }

  List<AuditDifference> differences() {
    return stages.values().stream()
        .flatMap(stage -> stage.first.stream())
        .map(Supplier::get)
        .toList();
  }

  private Stage stage(String name) {
    return stages.computeIfAbsent(name, added -> new Stage());
  }
}
