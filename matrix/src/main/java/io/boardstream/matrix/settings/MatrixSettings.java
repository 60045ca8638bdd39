package io.boardstream.matrix.settings;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.CatalogueTexts;
import io.boardstream.matrix.fold.MatrixRules;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/**
 * What decides the matrix besides the facts. The topology and the batch conversion read the same
 * keys, so that the same settings give the same documents.
 *
 * @param catalogueTexts the YAML texts of the catalogue, later ones extend and override earlier
 *     ones
 * @param staleAfter how long after its newest conclusive run a cell should be called stale
 */
public record MatrixSettings(CatalogueTexts catalogueTexts, Duration staleAfter) {

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
              + " override earlier ones by id. Read at start.");

  public static final Key MODEL_FILES =
      new Key(
          "catalogue.models.files",
          "",
          "YAML files of models, separated by commas; later ones extend and override earlier ones"
              + " by name. Read at start.");

  public static final Key RULE_FILES =
      new Key(
          "catalogue.rules.files",
          "",
          "YAML files of family, parameter and task rules for models that are not listed, separated"
              + " by commas. Read at start.");

  public static final Key STALE_AFTER_DAYS =
      new Key(
          "matrix.stale.after.days",
          "30",
          "Days after its newest conclusive run from which readers should call a cell stale, 1 to"
              + " 36500. Too low calls what is tested weekly stale; too high hides that tests"
              + " stopped. Documents change when it changes. Needs a restart.");

  /** All keys, in the order in which they are documented. */
  public static final List<Key> KEYS =
      List.of(CATALOGUE_BUILTIN, DEVICE_FILES, MODEL_FILES, RULE_FILES, STALE_AFTER_DAYS);

  private static final long MAX_DAYS = 36_500;

  /**
   * Reads the settings and the files that they name.
   *
   * @param values key to text; a missing key takes its default, other keys are ignored
   * @param readFile the text of a file; what it throws is passed on
   * @throws IllegalArgumentException when a value is out of range; the message names the key
   */
  public static MatrixSettings of(Map<String, String> values, Function<Path, String> readFile) {
    boolean builtIn = CATALOGUE_BUILTIN.isFirstOf(values, "true", "false");
    CatalogueTexts files =
        new CatalogueTexts(
            texts(values, DEVICE_FILES, readFile),
            texts(values, MODEL_FILES, readFile),
            texts(values, RULE_FILES, readFile));
    return new MatrixSettings(
        (builtIn ? CatalogueTexts.builtIn() : CatalogueTexts.empty()).plus(files),
        Duration.ofDays(days(values, STALE_AFTER_DAYS)));
  }

  /**
   * The catalogue that the texts make.
   *
   * @throws CatalogueException when a text is wrong; the message names file and line
   */
  public Catalogue catalogue() {
    return Catalogue.of(catalogueTexts);
  }

  public MatrixRules rules() {
    return new MatrixRules(staleAfter);
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

  private static List<CatalogueText> texts(
      Map<String, String> values, Key key, Function<Path, String> readFile) {
    return Arrays.stream(key.in(values).split(",", -1))
        .map(String::strip)
        .filter(file -> !file.isEmpty())
        .map(file -> new CatalogueText(file, readFile.apply(path(key, file))))
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
