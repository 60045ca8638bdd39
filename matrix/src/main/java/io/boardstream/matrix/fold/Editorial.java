package io.boardstream.matrix.fold;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.VariantIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The overrides of a partition: which models each of them is about. */
final class Editorial {

  private static final byte[] MARK = {0};

  private final OrderedStore store;
  private final Catalogue catalogue;
  private final VariantIds variantIds;

  Editorial(OrderedStore store, Catalogue catalogue, VariantIds variantIds) {
    this.store = store;
    this.catalogue = catalogue;
    this.variantIds = variantIds;
  }

  static void put(OrderedStore store, String routingKey, String key, byte[] override) {
    forget(store, routingKey, key);
    store.put(Keys.override(routingKey, key), override);
    mark(store, routingKey, override);
  }

  static void remove(OrderedStore store, String routingKey, String key) {
    forget(store, routingKey, key);
    store.delete(Keys.override(routingKey, key));
  }

  /** Marks all of them: what they mean depends on the catalogue. */
  static void markAll(OrderedStore store) {
    byte[] prefix = Keys.overrides();
    List<byte[]> keys = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            String routingKey = Keys.texts(entry.getKey()).get(0);
            keys.add(Keys.said(routingKey, name(entry.getValue())));
          });
    }
    keys.forEach(key -> store.put(key, MARK));
  }

  private static void forget(OrderedStore store, String routingKey, String key) {
    byte[] before = store.get(Keys.override(routingKey, key));
    if (before != null) {
      mark(store, routingKey, before);
    }
  }

  private static void mark(OrderedStore store, String routingKey, byte[] override) {
    store.put(Keys.said(routingKey, name(override)), MARK);
  }

  private static String name(byte[] override) {
    return OverrideRouting.decode(override).getMlModelName();
  }

  /** Whether anything is said of the models that are folded together. */
  boolean isSpokenOf(String routingKey) {
    byte[] prefix = Keys.overrides(routingKey);
    return !Scans.keys(store, prefix, prefix, 1).isEmpty();
  }

  /**
   * What is said of the models that are folded together.
   *
   * @param names further names of models of which something may have been said before
   * @param touched models whose runs changed
   * @return the words on every model of which something is said or may have been, and on the
   *     touched ones
   */
  Map<String, Words> words(String routingKey, Set<String> names, Set<String> touched) {
    Map<String, EditorialOverride> overrides = overrides(routingKey);
    Map<String, Words> words = new TreeMap<>();
    touched.forEach(modelId -> words.put(modelId, Words.none()));
    Set<String> stems = new TreeSet<>();
    names.forEach(name -> stems.addAll(stems(name)));
    overrides.values().forEach(override -> stems.addAll(stems(override.getMlModelName())));
    for (String stem : stems) {
      modelsOf(stem).forEach(modelId -> words.put(modelId, Words.none()));
    }
    Set<String> known = new TreeSet<>(words.keySet());
    overrides.forEach(
        (key, override) -> {
          for (String modelId : meant(override, known)) {
            words.computeIfAbsent(modelId, id -> Words.none()).add(key, override, catalogue);
          }
        });
    return words;
  }

  /** Whatever the catalogue says, or said: the name with its organisation, and without. */
  private static List<String> stems(String name) {
    ModelName model = ModelName.parse(name);
    return List.of(model.stem(true), model.stem(false));
  }

  private Map<String, EditorialOverride> overrides(String routingKey) {
    byte[] prefix = Keys.overrides(routingKey);
    Map<String, EditorialOverride> overrides = new TreeMap<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry ->
              overrides.put(
                  Keys.texts(entry.getKey()).get(1), OverrideRouting.decode(entry.getValue())));
    }
    return overrides;
  }

  /** The models that were told and have this name, with any precision or none in their id. */
  private Set<String> modelsOf(String stem) {
    byte[] prefix = Keys.modelsFrom(stem);
    Set<String> models = new TreeSet<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> {
            String modelId = Keys.texts(entry.getKey()).get(0);
            if (isOf(stem, modelId)) {
              models.add(modelId);
            }
          });
    }
    models.removeIf(modelId -> isAnothers(stem, modelId));
    return models;
  }

  /**
   * Whether an id that only the other kind of ids would give to this name belongs to another name:
   * {@code whisper-large} is no precision of {@code whisper}. If not, it is of before the kind was
   * changed.
   */
  private boolean isAnothers(String stem, String modelId) {
    boolean isStem = modelId.equals(stem);
    if (isStem == (variantIds == VariantIds.MODEL)) {
      return false;
    }
    String other = isStem ? stem.substring(0, Math.max(0, stem.lastIndexOf('-'))) : modelId;
    return hasRuns(modelId) || isSpokenOf(ModelName.routingKeyOf(other));
  }

  /** Precisions have no dash in an id. */
  private static boolean isOf(String stem, String modelId) {
    return modelId.equals(stem)
        || (modelId.startsWith(stem + "-") && modelId.indexOf('-', stem.length() + 1) < 0);
  }

  private Set<String> meant(EditorialOverride override, Set<String> known) {
    ModelName name = ModelName.parse(override.getMlModelName());
    String stem = name.stem(catalogue.isSameAsBase(name));
    String one = variantIds.id(stem, ModelName.precision(override.getPrecision()));
    if (variantIds == VariantIds.MODEL || override.getPrecision().isPresent()) {
      return Set.of(one);
    }
    Set<String> ran = new TreeSet<>(known);
    ran.removeIf(modelId -> modelId.equals(stem) || !isOf(stem, modelId) || !hasRuns(modelId));
    return ran.isEmpty() ? Set.of(one) : ran;
  }

  private boolean hasRuns(String modelId) {
    byte[] prefix = Keys.index(modelId);
    return !Scans.keys(store, prefix, prefix, 1).isEmpty();
  }
}
