package io.boardstream.matrix.catalogue;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.Status;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import io.boardstream.schemas.ContractClasses;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What editors say, from YAML texts:
 *
 * <pre>
 * overrides:
 *   - model: Llama-3.1-8B-Instruct
 *     device: p300                      # without: the whole model
 *     precision: BF16                   # without: every precision that has runs
 *     status: Coming Soon               # or Deprecated, or none
 *     estimated_availability: Q2 2027   # only with Coming Soon
 *     notes: [Needs firmware 19.]
 * </pre>
 */
public final class Overrides {

  static {
    ContractClasses.trust();
  }

  /** The source of overrides that stand in texts. */
  public static final String SOURCE = "catalogue";

  private static final Set<String> KEYS =
      Set.of("model", "device", "precision", "status", "estimated_availability", "notes");

  private static final Map<String, Status> WORDS =
      Map.of("coming soon", Status.COMING_SOON, "deprecated", Status.DEPRECATED);

  private Overrides() {}

  /**
   * The overrides by their keys on {@code catalog.overrides}. A later text replaces what an earlier
   * one says of the same model, precision and device.
   *
   * @throws CatalogueException naming the text, the line, and what is wrong
   */
  public static SortedMap<String, EditorialOverride> of(List<CatalogueText> texts) {
    SortedMap<String, EditorialOverride> overrides = new TreeMap<>();
    for (CatalogueText text : texts) {
      Set<String> seen = new HashSet<>();
      Optional<YamlMap> root = YamlMap.parse(text, Set.of("overrides"));
      for (YamlMap map : root.map(r -> r.maps("overrides", KEYS)).orElse(List.of())) {
        EditorialOverride override = read(text.name(), map);
        String key = key(override);
        if (!seen.add(key)) {
          throw map.error("model", "has two overrides of the same cell; merge the entries");
        }
        overrides.put(key, override);
      }
    }
    return overrides;
  }

  /** Key of an override that is the only one of its source for its model, precision and device. */
  public static String key(EditorialOverride override) {
    return String.join(
        "/",
        override.getSource().replace("%", "%25").replace("/", "%2F"),
        ModelName.parse(override.getMlModelName()).slug(),
        override
            .getPrecision()
            .map(precision -> ModelName.precisionSlug(ModelName.precision(Optional.of(precision))))
            .orElse("-"),
        override.getDeviceName().map(Slug::of).orElse("-"));
  }

  private static EditorialOverride read(String text, YamlMap yaml) {
    Optional<Status> status = yaml.optional("status").map(word -> status(yaml, word));
    Optional<String> availability = yaml.optional("estimated_availability");
    List<String> notes = yaml.strings("notes").orElse(List.of());
    if (status.isEmpty() && notes.isEmpty()) {
      throw yaml.error("status", "is missing; give a status, or notes, or both");
    }
    if (availability.isPresent() && !status.equals(Optional.of(Status.COMING_SOON))) {
      throw yaml.error("estimated_availability", "goes only with the status Coming Soon");
    }
    return EditorialOverride.newBuilder()
        .setSource(SOURCE)
        .setOrigin(text + " line " + yaml.line())
        .setMlModelName(yaml.required("model"))
        .setPrecision(yaml.optional("precision").orElse(null))
        .setDeviceName(yaml.optional("device").orElse(null))
        .setStatus(status.orElse(null))
        .setEstimatedAvailability(availability.orElse(null))
        .setNotes(notes)
        .build();
  }

  private static Status status(YamlMap yaml, String word) {
    Status status = WORDS.get(word.toLowerCase(Locale.ROOT).replace('_', ' '));
    if (status == null) {
      throw yaml.error(
          "status",
          "is \"" + word + "\"; write Coming Soon or Deprecated (other words come from runs)");
    }
    return status;
  }
}
