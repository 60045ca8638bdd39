package io.boardstream.matrix.settings;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.catalogue.Overrides;
import io.boardstream.matrix.evidence.StatusRule;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.matrix.identity.VariantIds;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What decides the matrix besides the facts. The topology and the batch conversion read the same
 * keys, so that the same settings give the same documents.
 *
 * @param catalogueTexts the YAML texts of the catalogue, later ones extend and override earlier
 *     ones
 * @param overrideTexts the YAML texts of editorial overrides, later ones replace earlier ones by
 *     cell
 * @param rules what else decides
 */
public record MatrixSettings(
    CatalogueTexts catalogueTexts, List<CatalogueText> overrideTexts, MatrixRules rules) {

  public MatrixSettings {
    overrideTexts = List.copyOf(overrideTexts);
  }

  /** How the files that settings name are read. */
  public interface Files {

    /** The text of a file; what it throws is passed on. */
    String text(Path file);

    /** The YAML files in a folder, by name; none when there is no such folder. */
    List<Path> yaml(Path folder);
  }

  /**
   * A setting.
   *
   * @param name key in the properties file
   * @param defaultValue text of its default
   * @param doc meaning, unit, range, and what goes wrong
   */
  public record Key(String name, String defaultValue, String doc) {

    /** The text that was set, or the default. */
    String in(Map<String, String> values) {
      return values.getOrDefault(name, defaultValue).strip();
    }

    /** Whether the first of the two words was set; any third word is refused. */
    boolean isFirstOf(Map<String, String> values, String yes, String no) {
      String word = in(values).toLowerCase(Locale.ROOT);
      if (!word.equals(yes) && !word.equals(no)) {
        throw invalid(word, yes + " or " + no);
      }
      return word.equals(yes);
    }

    IllegalArgumentException invalid(String value, String allowed) {
      return new IllegalArgumentException(
          "%s is '%s', but must be %s.".formatted(name, value, allowed));
    }
  }

  public static final Key CATALOGUE_BUILTIN =
      new Key(
          "catalogue.builtin",
          "true",
          "Whether the shipped devices, models and rules are the base that the files below extend;"
              + " true or false. With false and no files every model and device is shown by its raw"
              + " name. Needs a restart.");

  public static final Key DEVICE_FILES =
      new Key(
          "catalogue.devices.files",
          "",
          "YAML files of devices and their aliases, separated by commas; later ones extend and"
              + " override earlier ones by id. The part 'catalogue' watches them.");

  public static final Key MODEL_FILES =
      new Key(
          "catalogue.models.files",
          "",
          "YAML files of models, separated by commas; later ones extend and override earlier ones"
              + " by name. The part 'catalogue' watches them.");

  public static final Key RULE_FILES =
      new Key(
          "catalogue.rules.files",
          "",
          "YAML files of family, parameter and task rules for models that are not listed, separated"
              + " by commas. The part 'catalogue' watches them.");

  public static final Key OVERRIDE_FILES =
      new Key(
          "catalogue.overrides.files",
          "",
          "YAML files of editorial overrides (Coming Soon, Deprecated, notes), separated by commas;"
              + " later ones replace earlier ones by model, precision and device. The part"
              + " 'catalogue' watches them.");

  public static final Key CATALOGUE_DIR =
      new Key(
          "catalogue.dir",
          "",
          "Folder of YAML files that extend the catalogue and are watched: devices*.yaml,"
              + " models*.yaml, rules*.yaml, overrides*.yaml, in the order of their names, after the"
              + " files named above. Empty for none; 'up' takes 'catalogue' in the data folder.");

  public static final Key STATUS_RULE =
      new Key(
          "matrix.status-rule",
          "evidence",
          "When a benchmark run is support: 'evidence' when it measured something above zero,"
              + " 'any-metric' when any of its numbers, those of targets and checks included, is"
              + " neither absent nor zero, as the older pipeline counted. Documents change when it"
              + " changes. Needs a restart.");

  public static final Key VARIANT_IDS =
      new Key(
          "documents.variant-ids",
          "variant",
          "What a document is about: 'variant' a model in one precision, whose id ends in it;"
              + " 'model' a model in all its precisions, whose id has none. Documents and the keys"
              + " of the matrix topics change when it changes. Needs a restart.");

  public static final Key STALE_AFTER_DAYS =
      new Key(
          "matrix.stale.after.days",
          "30",
          "Days after its newest conclusive run from which readers should call a cell stale, 1 to"
              + " 36500. Too low calls what is tested weekly stale; too high hides that tests"
              + " stopped. Documents change when it changes. Needs a restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<Key> KEYS =
      List.of(
          CATALOGUE_BUILTIN,
          DEVICE_FILES,
          MODEL_FILES,
          RULE_FILES,
          OVERRIDE_FILES,
          CATALOGUE_DIR,
          STATUS_RULE,
          VARIANT_IDS,
          STALE_AFTER_DAYS);

  private static final long MAX_DAYS = 36_500;

  /** How the names of files in the folder begin. */
  private static final Map<Key, String> KINDS =
      Map.of(
          DEVICE_FILES, "devices",
          MODEL_FILES, "models",
          RULE_FILES, "rules",
          OVERRIDE_FILES, "overrides");

  /**
   * Reads the settings and the files that they name.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   * @throws IllegalArgumentException when a value is out of range, or a file in the folder has no
   *     name that says what it is; the message names key or file
   */
  public static MatrixSettings of(Map<String, String> values, Files files) {
    boolean builtIn = CATALOGUE_BUILTIN.isFirstOf(values, "true", "false");
    List<Path> folder = folder(values, files);
    CatalogueTexts texts =
        new CatalogueTexts(
            texts(values, DEVICE_FILES, folder, files),
            texts(values, MODEL_FILES, folder, files),
            texts(values, RULE_FILES, folder, files));
    return new MatrixSettings(
        (builtIn ? CatalogueTexts.builtIn() : CatalogueTexts.empty()).plus(texts),
        texts(values, OVERRIDE_FILES, folder, files),
        new MatrixRules(
            Duration.ofDays(days(values, STALE_AFTER_DAYS)),
            STATUS_RULE.isFirstOf(values, "evidence", "any-metric")
                ? StatusRule.EVIDENCE
                : StatusRule.ANY_METRIC,
            VARIANT_IDS.isFirstOf(values, "variant", "model")
                ? VariantIds.VARIANT
                : VariantIds.MODEL,
            RegressionKeys.rules(values)));
  }

  /** The files and folders that the settings name: what is read again when it changes. */
  public static List<Path> watched(Map<String, String> values) {
    List<Path> watched = new ArrayList<>();
    for (Key key : List.of(DEVICE_FILES, MODEL_FILES, RULE_FILES, OVERRIDE_FILES, CATALOGUE_DIR)) {
      watched.addAll(paths(values, key));
    }
    return watched;
  }

  /**
   * The catalogue that the texts make.
   *
   * @throws CatalogueException when a text is wrong; the message names file and line
   */
  public Catalogue catalogue() {
    return Catalogue.of(catalogueTexts);
  }

  /**
   * The overrides that the texts make, by key.
   *
   * @throws CatalogueException when a text is wrong; the message names file and line
   */
  public SortedMap<String, EditorialOverride> overrides() {
    return Overrides.of(overrideTexts);
  }

  private static long days(Map<String, String> values, Key key) {
    String text = key.in(values);
    try {
      long days = Long.parseLong(text);
      if (days >= 1 && days <= MAX_DAYS) {
        return days;
      }
    } catch (NumberFormatException e) {
      // Falls through to the message that also fits a number out of range.
    }
    throw key.invalid(text, "a whole number of days from 1 to " + MAX_DAYS);
  }

  /** What the files in the folder are, each says in its name. */
  private static List<Path> folder(Map<String, String> values, Files files) {
    List<Path> all = new ArrayList<>();
    for (Path folder : paths(values, CATALOGUE_DIR)) {
      for (Path file : files.yaml(folder)) {
        if (KINDS.values().stream().noneMatch(kind -> isOf(kind, file))) {
          throw new IllegalArgumentException(
              "%s does not say what it is: name it %s, with anything before .yaml."
                  .formatted(file, String.join("*.yaml, ", new TreeSet<>(KINDS.values()))));
        }
        all.add(file);
      }
    }
    return all;
  }

  private static boolean isOf(String kind, Path file) {
    return String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT).startsWith(kind);
  }

  private static List<CatalogueText> texts(
      Map<String, String> values, Key key, List<Path> folder, Files files) {
    String kind = Objects.requireNonNull(KINDS.get(key));
    return Stream.concat(
            paths(values, key).stream(), folder.stream().filter(file -> isOf(kind, file)))
        .map(file -> new CatalogueText(file.toString(), files.text(file)))
        .toList();
  }

  private static List<Path> paths(Map<String, String> values, Key key) {
    return Arrays.stream(key.in(values).split(",", -1))
        .map(String::strip)
        .filter(file -> !file.isEmpty())
        .map(file -> path(key, file))
        .toList();
  }

  private static Path path(Key key, String file) {
    try {
      return Path.of(file);
    } catch (InvalidPathException e) {
      throw key.invalid(file, "file names separated by commas");
    }
  }
}
