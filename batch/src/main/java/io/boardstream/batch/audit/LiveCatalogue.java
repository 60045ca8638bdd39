package io.boardstream.batch.audit;

import static java.util.Comparator.comparingLong;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueEntries;
import io.boardstream.matrix.catalogue.CatalogueException;
import java.util.List;
import java.util.Optional;

/** The catalogue as its topics carry it. In force is the newest that was seen complete. */
final class LiveCatalogue {

  private final LiveEntries<CatalogDevice> devices;
  private final LiveEntries<CatalogModel> models;
  private final LiveEntries<CatalogRules> rules;
  private Optional<Catalogue> inForce = Optional.empty();
  private boolean untouched = true;
  private boolean complete;
  private boolean moved;

  LiveCatalogue(
      LiveEntries<CatalogDevice> devices,
      LiveEntries<CatalogModel> models,
      LiveEntries<CatalogRules> rules) {
    this.devices = devices;
    this.models = models;
    this.rules = rules;
  }

  void catchUp() {
    boolean any = false;
    for (LiveEntries<?> topic : topics()) {
      topic.catchUp();
      any |= topic.hasChanged();
    }
    if (any) {
      untouched = false;
      moved = true;
      Optional<Catalogue> now = sealed();
      complete = now.isPresent();
      inForce = now.or(() -> inForce);
    }
  }

  List<LiveEntries<?>> topics() {
    return List.of(devices, models, rules);
  }

  /** Whether there never was a record: then those who fold take the catalogue of their settings. */
  boolean isUntouched() {
    return untouched;
  }

  /** Whether what the topics hold now is whole; if not, one that was complete stays in force. */
  boolean isComplete() {
    return complete;
  }

  /** Empty until one was complete. */
  Optional<Catalogue> inForce() {
    return inForce;
  }

  /** From now on, a record that comes says that all models are in motion. */
  void beginRound() {
    moved = false;
  }

  boolean hasMoved() {
    return moved;
  }

  private Optional<Catalogue> sealed() {
    Optional<CatalogRules> seal =
        rules.entries().values().stream()
            .max(comparingLong(LiveEntries.Entry::offset))
            .flatMap(LiveEntries.Entry::value);
    try {
      return seal.flatMap(
          last -> Catalogue.sealed(new CatalogueEntries(devices.values(), models.values(), last)));
    } catch (CatalogueException e) {
      return Optional.empty(); // One that cannot be used does not come into force.
    }
  }
}
