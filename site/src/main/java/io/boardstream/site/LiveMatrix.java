package io.boardstream.site;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.MatrixSummary;
import io.boardstream.avro.ModelCompatibility;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The matrix as it is now. Written by the feed's thread alone, read by any. */
final class LiveMatrix implements Mirror {

  private final KnownModel.Maker maker;
  private final EventLog events;
  private final Map<String, KnownModel> models = new ConcurrentSkipListMap<>();
  private final Map<String, DeviceLine> catalogue = new ConcurrentSkipListMap<>();
  private final Map<String, String> catalogued = new ConcurrentSkipListMap<>();
  private final AtomicLong version = new AtomicLong();
  private volatile @Nullable MatrixSummary summary;
  private volatile Instant compatibilityChangedAt = Instant.EPOCH;
  private volatile FeedState state = FeedState.starting("not started");

  LiveMatrix(KnownModel.Maker maker, EventLog events) {
    this.maker = maker;
    this.events = events;
  }

  /** A model that is new, or another than before, or the same once more. */
  void put(ModelCompatibility model, Instant at) {
    KnownModel made = maker.of(model);
    KnownModel known = models.get(model.getModelId());
    if (known != null && known.document().isOfTheSameModel(made.document())) {
      return;
    }
    if (known == null || !java.util.Arrays.equals(known.part(), made.part())) {
      compatibilityChanged(at);
    }
    models.put(model.getModelId(), made);
    version.incrementAndGet();
    tell("model", made.lineJson());
  }

  void remove(String id, Instant at) {
    if (models.remove(id) != null) {
      compatibilityChanged(at);
      version.incrementAndGet();
      tell("removed", Json.bytes(Map.of("id", id)));
    }
  }

  /** Removes what a complete reading of the topic has not met. */
  void retain(Set<String> ids, Instant at) {
    models.keySet().stream().filter(id -> !ids.contains(id)).forEach(id -> remove(id, at));
  }

  void put(CatalogDevice device) {
    DeviceLine line =
        new DeviceLine(
            device.getId(), device.getDisplayName(), device.getArchitecture().orElse(null));
    if (!line.equals(catalogue.put(line.id(), line))) {
      version.incrementAndGet();
      tell("device", Json.bytes(line));
    }
  }

  void removeDevice(String id) {
    if (catalogue.remove(id) != null) {
      version.incrementAndGet();
    }
  }

  /** A model that the catalogue lists, by the slug of its name. */
  void catalogued(String slug, String name) {
    if (!name.equals(catalogued.put(slug, name))) {
      version.incrementAndGet();
    }
  }

  void notCatalogued(String slug) {
    if (catalogued.remove(slug) != null) {
      version.incrementAndGet();
    }
  }

  /** Names of the models that the catalogue lists, by their slugs; a view that goes on changing. */
  Map<String, String> catalogued() {
    return Collections.unmodifiableMap(catalogued);
  }

  void put(MatrixSummary whole) {
    summary = whole;
  }

  /** Told to browsers when it differs. */
  @Override
  public void is(FeedState now) {
    FeedState before = state;
    state = now;
    if (!before.state().equals(now.state())) {
      events.append("state", Json.bytes(now));
    }
  }

  @Override
  public FeedState state() {
    return state;
  }

  Optional<KnownModel> model(String id) {
    return Optional.ofNullable(models.get(id));
  }

  /** All models, by id; a view that goes on changing. */
  Collection<KnownModel> models() {
    return Collections.unmodifiableCollection(models.values());
  }

  /** Every device that the catalogue or a cell names, by id. */
  Map<String, DeviceLine> devices() {
    Map<String, DeviceLine> all = new TreeMap<>(catalogue);
    for (KnownModel model : models.values()) {
      model
          .devices()
          .forEach((id, name) -> all.computeIfAbsent(id, it -> new DeviceLine(it, name, null)));
    }
    return all;
  }

  Optional<MatrixSummary> summary() {
    return Optional.ofNullable(summary);
  }

  /** Grows with each change of models or devices. */
  long version() {
    return version.get();
  }

  /** When version 1 last changed, by the time of the record that changed it. */
  Instant compatibilityChangedAt() {
    return compatibilityChangedAt;
  }

  EventLog events() {
    return events;
  }

  private void compatibilityChanged(Instant at) {
    if (at.isAfter(compatibilityChangedAt)) {
      compatibilityChangedAt = at;
    }
  }

  /** Nobody follows before all was read once, and nobody needs what came before. */
  private void tell(String name, byte[] data) {
    if (!state.isStarting()) {
      events.append(name, data);
    }
  }
}
