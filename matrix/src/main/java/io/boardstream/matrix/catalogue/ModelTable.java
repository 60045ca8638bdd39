package io.boardstream.matrix.catalogue;

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

  ModelTable(List<CatalogueText> texts) {
    for (CatalogueText text : texts) {
      Set<String> seen = new HashSet<>();
      Optional<YamlMap> root = YamlMap.parse(text, Set.of("models"));
      for (YamlMap map : root.map(r -> r.maps("models", ModelDraft.KEYS)).orElse(List.of())) {
        ModelDraft draft = ModelDraft.of(map);
        String slug = Slug.of(draft.name());
        if (!seen.add(slug)) {
          throw map.error("name", "\"" + draft.name() + "\" is listed twice; merge the entries");
        }
        models.merge(slug, draft, ModelDraft::overriddenBy);
      }
    }
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
