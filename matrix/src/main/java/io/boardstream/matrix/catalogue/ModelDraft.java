package io.boardstream.matrix.catalogue;

import io.boardstream.avro.CatalogModel;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A model as far as the texts read so far describe it; the rules fill what they leave out. */
record ModelDraft(
    String name,
    Optional<String> family,
    Optional<List<String>> tasks,
    Optional<String> description,
    Optional<String> parameters,
    Optional<Long> contextWindow,
    Optional<Map<String, String>> links,
    Optional<List<String>> editorialNotes,
    Optional<List<String>> sameAs) {

  static final Set<String> KEYS =
      Set.of(
          "name",
          "family",
          "tasks",
          "description",
          "parameters",
          "context_window",
          "links",
          "editorial_notes",
          "same_as");

  private static final String HUGGING_FACE = "huggingface.co";

  static ModelDraft of(YamlMap yaml) {
    Optional<Map<String, String>> links = yaml.entries("links").map(TreeMap::new);
    return new ModelDraft(
            yaml.required("name"),
            yaml.optional("family"),
            yaml.strings("tasks"),
            yaml.optional("description"),
            yaml.optional("parameters"),
            yaml.optional("context_window").map(text -> tokens(yaml, text)),
            links,
            yaml.strings("editorial_notes"),
            yaml.strings("same_as"))
        .checked(yaml::error);
  }

  static ModelDraft of(CatalogModel entry) {
    return new ModelDraft(
            entry.getName(),
            entry.getFamily(),
            entry.getTasks().map(List::copyOf),
            entry.getDescription(),
            entry.getParameters(),
            entry.getContextWindow(),
            Optional.of(new TreeMap<>(entry.getLinks())),
            Optional.of(List.copyOf(entry.getEditorialNotes())),
            Optional.of(List.copyOf(entry.getSameAs())))
        .checked(ErrorAt.entry("model", entry.getName()));
  }

  CatalogModel entry() {
    return new CatalogModel(
        name,
        family.orElse(null),
        tasks.orElse(null),
        description.orElse(null),
        parameters.orElse(null),
        contextWindow.orElse(null),
        links.orElse(Map.of()),
        editorialNotes.orElse(List.of()),
        sameAs.orElse(List.of()));
  }

  private ModelDraft checked(ErrorAt at) {
    if (name.contains("/")) {
      String problem =
          "must be without an organisation; write \"%s\" and name the organisation in \"same_as\"";
      throw at.error("name", problem.formatted(ModelName.parse(name).base()));
    }
    links.ifPresent(all -> all.forEach((kind, url) -> requireUrl(at, kind, url)));
    return this;
  }

  static ModelDraft overriddenBy(ModelDraft earlier, ModelDraft later) {
    return new ModelDraft(
        later.name,
        later.family.or(() -> earlier.family),
        later.tasks.or(() -> earlier.tasks),
        later.description.or(() -> earlier.description),
        later.parameters.or(() -> earlier.parameters),
        later.contextWindow.or(() -> earlier.contextWindow),
        later.links.or(() -> earlier.links),
        later.editorialNotes.or(() -> earlier.editorialNotes),
        later.sameAs.or(() -> earlier.sameAs));
  }

  /** Whether the organisation's model of this base name is this model. */
  boolean isPublishedBy(String organisation) {
    return organisations().contains(organisation.toLowerCase(Locale.ROOT));
  }

  void addTo(Fingerprint fingerprint) {
    fingerprint
        .add(name)
        .add(family.orElse(""))
        .addAll(tasks.orElse(List.of()))
        .add(tasks.isPresent() ? "tasks" : "")
        .add(description.orElse(""))
        .add(parameters.orElse(""))
        .add(contextWindow.map(String::valueOf).orElse(""))
        .addAll(links.orElse(Map.of()).keySet())
        .addAll(links.orElse(Map.of()).values())
        .addAll(editorialNotes.orElse(List.of()))
        .addAll(organisations());
  }

  private Set<String> organisations() {
    Set<String> organisations = new TreeSet<>();
    sameAs.ifPresent(
        all ->
            all.forEach(organisation -> organisations.add(organisation.toLowerCase(Locale.ROOT))));
    huggingFaceRepository()
        .filter(repository -> Slug.of(repository.base()).equals(Slug.of(name)))
        .flatMap(ModelName::organisation)
        .ifPresent(organisation -> organisations.add(organisation.toLowerCase(Locale.ROOT)));
    return organisations;
  }

  private Optional<ModelName> huggingFaceRepository() {
    return links
        .map(all -> all.get("huggingface"))
        .map(URI::create)
        .filter(url -> HUGGING_FACE.equalsIgnoreCase(url.getHost()))
        .map(url -> ModelName.parse(url.getPath().replaceAll("^/+|/+$", "")));
  }

  /** Links end up in web pages: a {@code javascript:} link must not. */
  private static void requireUrl(ErrorAt at, String kind, String url) {
    if (!kind.matches("[a-z0-9_-]{1,50}")) {
      throw at.error("links", "has the kind \"" + kind + "\"; use a-z, 0-9, - and _ only");
    }
    try {
      URI uri = new URI(url);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (uri.getHost() != null && (scheme.equals("https") || scheme.equals("http"))) {
        return;
      }
    } catch (URISyntaxException e) {
      // Told below, like any other text that is no web address.
    }
    throw at.error(
        "links", "has \"" + kind + "\": \"" + url + "\", which is no web address; use https://…");
  }

  private static long tokens(YamlMap yaml, String text) {
    String digits = text.replace("_", "").replace(",", "");
    if (!digits.matches("[0-9]{1,15}") || Long.parseLong(digits) == 0) {
      throw yaml.error(
          "context_window", "is \"" + text + "\"; write a whole number of tokens, like 131072");
    }
    return Long.parseLong(digits);
  }
}
