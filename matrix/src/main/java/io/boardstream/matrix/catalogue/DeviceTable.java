package io.boardstream.matrix.catalogue;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.matrix.identity.Slug;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The devices of all texts, found by id, display name or alias, whatever their case or dashes. */
final class DeviceTable {
  private static final Set<String> KEYS = Set.of("id", "display_name", "architecture", "aliases");

  private final TreeMap<String, Draft> devices = new TreeMap<>();
  private final Map<String, DeviceEntry> byName = new HashMap<>();

  private DeviceTable(List<List<Draft>> texts) {
    for (List<Draft> text : texts) {
      Set<String> seen = new HashSet<>();
      for (Draft draft : text) {
        if (!seen.add(draft.id)) {
          throw draft.at.error("id", "\"" + draft.id + "\" is listed twice; merge the entries");
        }
        devices.merge(draft.id, draft, Draft::overriddenBy);
      }
    }
    Map<String, String> owners = new HashMap<>();
    devices.values().forEach(device -> index(device, owners));
  }

  static DeviceTable of(List<CatalogueText> texts) {
    return new DeviceTable(texts.stream().map(DeviceTable::read).toList());
  }

  static DeviceTable ofEntries(List<CatalogDevice> entries) {
    return new DeviceTable(List.of(entries.stream().map(Draft::of).toList()));
  }

  List<CatalogDevice> entries() {
    return devices.values().stream().map(Draft::entry).toList();
  }

  DeviceEntry find(String rawName) {
    String id = Slug.of(rawName);
    DeviceEntry known = byName.get(id);
    return known != null ? known : new DeviceEntry(id, rawName.strip(), false, "");
  }

  void addTo(Fingerprint fingerprint) {
    fingerprint.add("devices");
    for (Draft device : devices.values()) {
      fingerprint
          .add(device.id)
          .add(device.displayName.orElseThrow())
          .add(device.architecture.orElse(""))
          .addAll(device.names());
    }
  }

  private void index(Draft device, Map<String, String> owners) {
    DeviceEntry entry =
        new DeviceEntry(
            device.id,
            device.displayName.orElseThrow(
                () -> device.at.error("display_name", "is missing; add it to this device")),
            true,
            device.architecture.orElse(""));
    for (String name : device.names()) {
      String owner = owners.putIfAbsent(name, device.id);
      if (owner != null) {
        String problem =
            "\"%s\" has the name \"%s\", which is one of \"%s\" too; a name may belong"
                + " to one device only: remove it from one of the two (override its \"aliases\")";
        throw device.at.error("id", problem.formatted(device.id, name, owner));
      }
      byName.put(name, entry);
    }
  }

  private static List<Draft> read(CatalogueText text) {
    List<Draft> drafts = new ArrayList<>();
    YamlMap.parse(text, Set.of("devices"))
        .ifPresent(root -> root.maps("devices", KEYS).forEach(map -> drafts.add(Draft.of(map))));
    return drafts;
  }

  /** A device as far as the texts read so far describe it. */
  private record Draft(
      String id,
      Optional<String> displayName,
      Optional<String> architecture,
      Optional<List<String>> aliases,
      ErrorAt at) {

    Draft {
      if (!Slug.isValid(id) || !Slug.of(id).equals(id)) {
        throw at.error("id", "must be of a-z, 0-9 and single dashes; use \"" + Slug.of(id) + "\"");
      }
    }

    static Draft of(YamlMap yaml) {
      return new Draft(
          yaml.required("id"),
          yaml.optional("display_name"),
          yaml.optional("architecture"),
          yaml.strings("aliases"),
          yaml::error);
    }

    static Draft of(CatalogDevice entry) {
      return new Draft(
          entry.getId(),
          Optional.of(entry.getDisplayName()),
          entry.getArchitecture(),
          Optional.of(entry.getAliases()),
          ErrorAt.entry("device", entry.getId()));
    }

    CatalogDevice entry() {
      return new CatalogDevice(
          id, displayName.orElseThrow(), architecture.orElse(null), aliases.orElse(List.of()));
    }

    static Draft overriddenBy(Draft earlier, Draft later) {
      return new Draft(
          later.id,
          later.displayName.or(() -> earlier.displayName),
          later.architecture.or(() -> earlier.architecture),
          later.aliases.or(() -> earlier.aliases),
          later.at);
    }

    Set<String> names() {
      Set<String> names = new TreeSet<>();
      names.add(id);
      displayName.ifPresent(name -> names.add(Slug.of(name)));
      aliases.ifPresent(all -> all.forEach(alias -> names.add(Slug.of(alias))));
      return names;
    }
  }
}
