package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.boardstream.matrix.failure.FailureCategory;
import io.boardstream.matrix.failure.FailureRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Rates over the whole matrix, from its models. What was never tried, or has only an editor's word,
 * is in no rate.
 *
 * @param cells of those that were tried, how many run
 * @param models the same of models: one runs when it runs on some device
 * @param running the same, of all models that are known, tried or not
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record Overview(
    Rate cells,
    Rate models,
    Rate running,
    @JsonProperty("by_architecture") List<Named> byArchitecture,
    @JsonProperty("by_device") List<Named> byDevice,
    @JsonProperty("by_family") List<Named> byFamily,
    @JsonProperty("by_software") List<Named> bySoftware,
    @JsonProperty("family_by_device") List<FamilyRow> familyByDevice,
    List<Pattern> failures,
    Coverage coverage) {

  /** Families that are charted; the others are only counted. */
  private static final int MOST_FAMILIES = 40;

  private static final int EXAMPLES = 5;
  private static final int NAMES = 50;

  /** How many of how many. */
  record Rate(long supported, long tried) {}

  /** The rate of something with a name. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Named(String id, String name, long supported, long tried) {}

  /** A family on each device that it was tried on. */
  record FamilyRow(String family, Map<String, Rate> devices) {}

  /** Failures of one category. */
  record Pattern(
      String category, String title, String action, long cells, List<Example> examples) {}

  /** A cell that fails like this. */
  record Example(
      @JsonProperty("model_id") String modelId,
      @JsonProperty("display_name") String name,
      @JsonProperty("device_id") String device,
      String failure) {}

  /** Which models of the catalogue were seen where; names of those without evidence, some. */
  record Coverage(
      long catalogued,
      long real,
      long simulated,
      long none,
      @JsonProperty("without_evidence") List<String> withoutEvidence,
      @JsonProperty("only_simulated") List<String> onlySimulated) {}

  /** Makes overviews, and remembers which category a text belongs to. Used by one at a time. */
  static final class Maker {

    private static final int REMEMBERED = 20_000;

    private final FailureRules rules = FailureRules.builtIn();
    private final Map<String, FailureCategory> known = new HashMap<>();

    Overview of(
        Collection<KnownModel> models,
        Map<String, DeviceLine> devices,
        Map<String, String> catalogue) {
      Tally all = new Tally();
      Tally tried = new Tally();
      Map<String, Tally> architectures = new TreeMap<>();
      Map<String, Tally> byDevice = new TreeMap<>();
      Map<String, Tally> families = new TreeMap<>();
      Map<String, Tally> software = new TreeMap<>();
      Map<String, Map<String, Tally>> charted = new TreeMap<>();
      Map<FailureCategory, List<Example>> failures = new LinkedHashMap<>();
      Map<FailureCategory, Long> counts = new HashMap<>();
      long modelCount = 0;
      for (KnownModel model : models) {
        modelCount++;
        ModelLine line = model.line();
        boolean runs = false;
        boolean wasTried = false;
        for (CellLine cell : line.cells().values()) {
          boolean supported = cell.status().equals("Supported");
          if (!supported && !cell.status().equals("Not Supported")) {
            continue;
          }
          wasTried = true;
          runs |= supported;
          all.add(supported);
          DeviceLine device = devices.get(cell.device());
          String architecture = device == null ? null : device.architecture();
          tally(architectures, architecture == null ? "unknown" : architecture).add(supported);
          tally(byDevice, cell.device()).add(supported);
          tally(families, line.family()).add(supported);
          tally(software, cell.software() == null ? "unknown" : cell.software()).add(supported);
          tally(charted.computeIfAbsent(line.family(), it -> new TreeMap<>()), cell.device())
              .add(supported);
          if (!supported) {
            note(model, cell.device(), failures, counts);
          }
        }
        if (wasTried) {
          tried.add(runs);
        }
      }
      return new Overview(
          all.rate(),
          tried.rate(),
          new Rate(tried.supported, modelCount),
          named(architectures, Map.of()),
          named(byDevice, devices),
          named(families, Map.of()),
          named(software, Map.of()),
          rows(charted, families),
          patterns(failures, counts),
          coverage(models, catalogue));
    }

    private void note(
        KnownModel model,
        String device,
        Map<FailureCategory, List<Example>> failures,
        Map<FailureCategory, Long> counts) {
      String text = model.facts().failures().getOrDefault(device, "");
      FailureCategory category = category(text);
      counts.merge(category, 1L, Long::sum);
      List<Example> examples = failures.computeIfAbsent(category, it -> new ArrayList<>());
      if (examples.size() < EXAMPLES && !text.isEmpty()) {
        examples.add(new Example(model.line().id(), model.line().displayName(), device, text));
      }
    }

    /** Agents name the category first; of other sources the rules know it by the text. */
    private FailureCategory category(String text) {
      if (known.size() > REMEMBERED) {
        known.clear();
      }
      return known.computeIfAbsent(
          text,
          said -> {
            int colon = said.indexOf(':');
            return (colon < 0
                    ? java.util.Optional.<FailureCategory>empty()
                    : rules.category(said.substring(0, colon)))
                .orElseGet(() -> rules.diagnose(said).category());
          });
    }
  }

  private static final class Tally {
    private long supported;
    private long tried;

    void add(boolean runs) {
      tried++;
      supported += runs ? 1 : 0;
    }

    Rate rate() {
      return new Rate(supported, tried);
    }
  }

  private static Tally tally(Map<String, Tally> tallies, String key) {
    return tallies.computeIfAbsent(key, it -> new Tally());
  }

  private static List<Named> named(Map<String, Tally> tallies, Map<String, DeviceLine> devices) {
    return tallies.entrySet().stream()
        .sorted(
            Map.Entry.<String, Tally>comparingByValue(
                    Comparator.comparingLong((Tally tally) -> tally.tried).reversed())
                .thenComparing(Map.Entry.comparingByKey()))
        .map(
            entry -> {
              @Nullable DeviceLine device = devices.get(entry.getKey());
              return new Named(
                  entry.getKey(),
                  device == null ? entry.getKey() : device.displayName(),
                  entry.getValue().supported,
                  entry.getValue().tried);
            })
        .toList();
  }

  private static List<FamilyRow> rows(
      Map<String, Map<String, Tally>> charted, Map<String, Tally> families) {
    return named(families, Map.of()).stream()
        .limit(MOST_FAMILIES)
        .map(
            family -> {
              Map<String, Rate> rates = new TreeMap<>();
              charted
                  .getOrDefault(family.id(), Map.of())
                  .forEach((device, tally) -> rates.put(device, tally.rate()));
              return new FamilyRow(family.id(), rates);
            })
        .toList();
  }

  private static List<Pattern> patterns(
      Map<FailureCategory, List<Example>> failures, Map<FailureCategory, Long> counts) {
    return failures.entrySet().stream()
        .map(
            entry ->
                new Pattern(
                    entry.getKey().id(),
                    entry.getKey().title(),
                    entry.getKey().action(),
                    counts.getOrDefault(entry.getKey(), 0L),
                    entry.getValue()))
        .sorted(
            Comparator.comparingLong(Pattern::cells).reversed().thenComparing(Pattern::category))
        .toList();
  }

  private static Coverage coverage(Collection<KnownModel> models, Map<String, String> catalogue) {
    Map<String, ModelFacts.Coverage> best = new HashMap<>();
    for (KnownModel model : models) {
      if (model.facts().mapped()) {
        best.merge(
            model.facts().slug(),
            model.facts().covered(),
            (one, other) -> one.compareTo(other) <= 0 ? one : other);
      }
    }
    Map<ModelFacts.Coverage, List<String>> names = new HashMap<>();
    catalogue.forEach(
        (slug, name) ->
            names
                .computeIfAbsent(
                    best.getOrDefault(slug, ModelFacts.Coverage.NONE), it -> new ArrayList<>())
                .add(name));
    List<String> none = names.getOrDefault(ModelFacts.Coverage.NONE, List.of());
    List<String> simulated = names.getOrDefault(ModelFacts.Coverage.SIMULATED, List.of());
    return new Coverage(
        catalogue.size(),
        names.getOrDefault(ModelFacts.Coverage.REAL, List.of()).size(),
        simulated.size(),
        none.size(),
        none.stream().limit(NAMES).toList(),
        simulated.stream().limit(NAMES).toList());
  }
}
