package io.boardstream.matrix.catalogue;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The YAML texts that make a catalogue. A later text extends the earlier ones: an entry of the same
 * id or name overrides the fields that it names, and its rules come first.
 *
 * @param devices texts with the key {@code devices}
 * @param models texts with the key {@code models}
 * @param rules texts with the keys {@code families}, {@code parameters}, {@code tasks}, {@code
 *     defaults}: what is said of models that no entry describes
 */
public record CatalogueTexts(
    List<CatalogueText> devices, List<CatalogueText> models, List<CatalogueText> rules) {

  public CatalogueTexts {
    devices = List.copyOf(devices);
    models = List.copyOf(models);
    rules = List.copyOf(rules);
  }

  /** No texts at all: every device and model is unmapped. */
  public static CatalogueTexts empty() {
    return new CatalogueTexts(List.of(), List.of(), List.of());
  }

  /** The texts that are shipped with the project. */
  public static CatalogueTexts builtIn() {
    return new CatalogueTexts(
        List.of(resource("devices.yaml")),
        List.of(resource("models.yaml")),
        List.of(resource("rules.yaml")));
  }

  /** Texts without file names, called {@code "devices 1"} and so on in errors. */
  public static CatalogueTexts of(List<String> devices, List<String> models, List<String> rules) {
    return new CatalogueTexts(
        named("devices", devices), named("models", models), named("rules", rules));
  }

  /** These texts, extended by others. */
  public CatalogueTexts plus(CatalogueTexts later) {
    return new CatalogueTexts(
        concat(devices, later.devices), concat(models, later.models), concat(rules, later.rules));
  }

  private static List<CatalogueText> named(String kind, List<String> yamls) {
    List<CatalogueText> texts = new ArrayList<>();
    for (String yaml : yamls) {
      texts.add(new CatalogueText("\"" + kind + " " + (texts.size() + 1) + "\"", yaml));
    }
    return texts;
  }

  private static List<CatalogueText> concat(List<CatalogueText> first, List<CatalogueText> then) {
    List<CatalogueText> all = new ArrayList<>(first);
    all.addAll(then);
    return all;
  }

  private static CatalogueText resource(String name) {
    try (InputStream in = CatalogueTexts.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("The class path lacks the built-in catalogue " + name);
      }
      return new CatalogueText("built-in " + name, new String(in.readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in catalogue " + name, e);
    }
  }
}
