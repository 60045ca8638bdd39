package io.boardstream.matrix.catalogue;

import io.boardstream.avro.CatalogModel;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The models of all texts, found by the slug of their base name. */
final class ModelTable {
  private final TreeMap<String, ModelDraft> models = new TreeMap<>();

  private ModelTable() {}

  static ModelTable of(List<CatalogueText> texts) {
    ModelTable table = new ModelTable();
    for (CatalogueText text : texts) {
      Set<String> seen = new HashSet<>();
      Optional<YamlMap> root = YamlMap.parse(text, Set.of("models"));
      for (YamlMap map : root.map(r -> r.maps("models", ModelDraft.KEYS)).orElse(List.of())) {
        table.add(ModelDraft.of(map), seen, map::error);
      }
    }
    return table;
  }

  static ModelTable ofEntries(List<CatalogModel> entries) {
    ModelTable table = new ModelTable();
    Set<String> seen = new HashSet<>();
    for (CatalogModel entry : entries) {
      table.add(ModelDraft.of(entry), seen, ErrorAt.entry("model", entry.getName()));
    }
    return table;
  }

  List<CatalogModel> entries() {
    return models.values().stream().map(ModelDraft::entry).toList();
  }

  private void add(ModelDraft draft, Set<String> seen, ErrorAt at) {
    String slug = Slug.of(draft.name());
    if (!seen.add(slug)) {
      throw at.error("name", "\"" + draft.name() + "\" is listed twice; merge the entries");
    }
    models.merge(slug, draft, ModelDraft::overriddenBy);
  }

  /** The entry of a model, unless the name belongs to another organisation's model. */
  Optional<ModelDraft> find(ModelName name) {
    return Optional.ofNullable(models.get(Slug.of(name.base())))
        .filter(model -> name.organisation().map(model::isPublishedBy).orElse(true));
  }

  void addTo(Fingerprint fingerprint) {
    fingerprint.add("models");
    models.values().forEach(model -> model.addTo(fingerprint));
  }
}
