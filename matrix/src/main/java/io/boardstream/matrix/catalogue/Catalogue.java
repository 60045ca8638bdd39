package io.boardstream.matrix.catalogue;

import io.boardstream.matrix.identity.ModelName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known of devices and models beforehand. Immutable; every question has an answer, also for
 * names that no text lists.
 */
public final class Catalogue {
  private final DeviceTable devices;
  private final ModelTable models;
  private final NameRules rules;
  private final String fingerprint;

  private Catalogue(DeviceTable devices, ModelTable models, NameRules rules) {
    this.devices = devices;
    this.models = models;
    this.rules = rules;
    Fingerprint all = new Fingerprint();
    devices.addTo(all);
    models.addTo(all);
    rules.addTo(all);
    fingerprint = all.hex();
  }

  /** The catalogue that is shipped with the project. */
  public static Catalogue builtIn() {
    return of(CatalogueTexts.builtIn());
  }

  /**
   * The catalogue that these texts make together; nothing built in is added.
   *
   * @throws CatalogueException naming the text, the line, and what is wrong
   */
  public static Catalogue of(CatalogueTexts texts) {
    return new Catalogue(
        DeviceTable.of(texts.devices()),
        ModelTable.of(texts.models()),
        NameRules.of(texts.rules()));
  }

  /**
   * The catalogue that was taken apart into these entries, or that somebody else wrote so; the
   * fingerprint that they name is not looked at.
   *
   * @throws CatalogueException naming the entry and what is wrong
   */
  public static Catalogue of(CatalogueEntries entries) {
    return new Catalogue(
        DeviceTable.ofEntries(entries.devices()),
        ModelTable.ofEntries(entries.models()),
        NameRules.ofEntry(entries.rules()));
  }

  /**
   * The catalogue that these entries are, if they are all of it: together they have the fingerprint
   * that they name.
   *
   * @throws CatalogueException naming the entry and what is wrong
   */
  public static Optional<Catalogue> sealed(CatalogueEntries entries) {
    return Optional.of(of(entries))
        .filter(whole -> whole.fingerprint().equals(entries.rules().getFingerprint()));
  }

  /** All of it as records; those of equal catalogues are equal. */
  public CatalogueEntries entries() {
    return new CatalogueEntries(devices.entries(), models.entries(), rules.entry(fingerprint));
  }

  /**
   * A device by any of its names: case, surrounding blanks and the kind of dash do not matter. An
   * unknown device has the slug of its raw name as id, which is no known device's id.
   */
  public DeviceEntry device(String rawName) {
    return devices.find(rawName);
  }

  /** A model by its name; the rules fill what no entry says. */
  public ModelEntry model(ModelName name) {
    Optional<ModelDraft> known = models.find(name);
    NameRules.Facts facts = rules.facts(name.base());
    NameRules.Family family = facts.family();
    return new ModelEntry(
        known.map(ModelDraft::name).orElse(name.raw()),
        known.isPresent(),
        known.flatMap(ModelDraft::family).orElse(family.name()),
        known.flatMap(ModelDraft::tasks).orElse(facts.tasks()),
        known
            .flatMap(ModelDraft::description)
            .orElse(isOf(family, known) ? family.description() : ""),
        known.flatMap(ModelDraft::links).orElse(Map.of()),
        known.flatMap(ModelDraft::editorialNotes).orElse(List.of()),
        known.flatMap(ModelDraft::parameters).or(facts::parameters),
        known.flatMap(ModelDraft::contextWindow));
  }

  /**
   * Whether a name without its organisation means the same model: it has none, or the catalogue
   * says that this organisation publishes the model of that base name.
   */
  public boolean isSameAsBase(ModelName name) {
    return name.organisation().isEmpty() || models.find(name).isPresent();
  }

  /** Hash of the effective content, hexadecimal: how the texts are laid out does not matter. */
  public String fingerprint() {
    return fingerprint;
  }

  /** An entry may put a model into another family than its name suggests. */
  private static boolean isOf(NameRules.Family family, Optional<ModelDraft> known) {
    return known.flatMap(ModelDraft::family).map(family.name()::equals).orElse(true);
  }
}
