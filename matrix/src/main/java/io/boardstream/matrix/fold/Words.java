package io.boardstream.matrix.fold;

import io.boardstream.avro.Cell;
import io.boardstream.avro.EditorialFacet;
import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Status;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.DeviceEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** What editors say of one model. */
final class Words {

  /** Remarks that a cell or a model lists. */
  private static final int MAX_NOTES = 100;

  /**
   * An override, and where it belongs.
   *
   * @param key key of the override
   * @param device empty for the whole model
   */
  private record Said(String key, EditorialOverride override, Optional<DeviceEntry> device) {
    boolean isOn(String deviceId) {
      return device.map(entry -> entry.id().equals(deviceId)).orElse(true);
    }
  }

  /** The most specific first; among equals the order of keys, which are unique. */
  private static final Comparator<Said> ORDER =
      Comparator.comparing((Said said) -> said.device().isEmpty())
          .thenComparing(said -> said.override().getPrecision().isEmpty())
          .thenComparing(Said::key);

  private final List<Said> all = new ArrayList<>();

  static Words none() {
    return new Words();
  }

  void add(String key, EditorialOverride override, Catalogue catalogue) {
    Optional<DeviceEntry> device =
        override
            .getDeviceName()
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .map(catalogue::device);
    all.add(new Said(key, override, device));
    all.sort(ORDER);
  }

  /** Whether nothing is said. */
  boolean isEmpty() {
    return all.isEmpty();
  }

  /** The override that names the model, where no run does. */
  EditorialOverride first() {
    return all.get(0).override();
  }

  /** The devices that are named. */
  SortedSet<String> devices() {
    SortedSet<String> devices = new TreeSet<>();
    all.forEach(said -> said.device().ifPresent(device -> devices.add(device.id())));
    return devices;
  }

  /** Remarks on the whole model. */
  List<String> notes() {
    return notes(all.stream().filter(said -> said.device().isEmpty()).toList());
  }

  /**
   * The cell with what editors say of it.
   *
   * @param byRuns the cell as its runs alone make it, if there are any
   */
  Optional<Cell> on(CellId id, Optional<Cell> byRuns) {
    List<Said> here = all.stream().filter(said -> said.isOn(id.deviceId())).toList();
    if (!id.isPublished() || here.isEmpty()) {
      return byRuns;
    }
    Optional<Said> named = here.stream().filter(said -> said.device().isPresent()).findFirst();
    Optional<Cell> cell = byRuns.or(() -> named.map(said -> withoutRuns(id, said)));
    Optional<EditorialFacet> facet = facet(here);
    if (cell.isEmpty() || facet.isEmpty()) {
      return cell;
    }
    Cell.Builder spoken = Cell.newBuilder(cell.get()).setEditorial(facet.get());
    facet.get().getStatus().ifPresent(spoken::setStatus);
    return Optional.of(spoken.build());
  }

  private static Optional<EditorialFacet> facet(List<Said> here) {
    Optional<Said> deciding =
        here.stream().filter(said -> said.override().getStatus().isPresent()).findFirst();
    List<String> notes = notes(here.stream().filter(said -> said.device().isPresent()).toList());
    if (deciding.isEmpty() && notes.isEmpty()) {
      return Optional.empty();
    }
    EditorialOverride from = deciding.orElse(here.get(0)).override();
    return Optional.of(
        new EditorialFacet(
            deciding.flatMap(said -> said.override().getStatus()).orElse(null),
            deciding.flatMap(said -> said.override().getEstimatedAvailability()).orElse(null),
            notes,
            from.getSource(),
            from.getOrigin()));
  }

  private static List<String> notes(List<Said> said) {
    return said.stream()
        .flatMap(one -> one.override().getNotes().stream())
        .distinct()
        .limit(MAX_NOTES)
        .toList();
  }

  private static Cell withoutRuns(CellId id, Said named) {
    DeviceEntry device = named.device().orElseThrow();
    EditorialOverride override = named.override();
    return Cell.newBuilder()
        .setModelId(id.modelId())
        .setDeviceId(id.deviceId())
        .setDeviceDisplayName(device.displayName())
        .setDeviceMapped(device.mapped())
        .setStatus(Status.UNTESTED)
        .setPerformance(List.of())
        .setLatestAttempt(
            Evidence.newBuilder().setSource(override.getSource()).setRunId(named.key()).build())
        .setLatestAttemptOutcome(RunOutcome.INCONCLUSIVE)
        .build();
  }
}
