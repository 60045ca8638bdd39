package io.boardstream.matrix.fold;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueEntries;
import io.boardstream.matrix.identity.Slug;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A catalogue as the records of its topics. */
final class CatalogueRecords {

  /**
   * A record.
   *
   * @param entry empty for a tombstone
   */
  record One(CatalogueKind kind, String id, Optional<byte[]> entry) {}

  private CatalogueRecords() {}

  static Map<CatalogueKind, Map<String, byte[]>> none() {
    return Map.of();
  }

  static Map<CatalogueKind, Map<String, byte[]>> of(Catalogue catalogue) {
    CatalogueEntries entries = catalogue.entries();
    Map<String, byte[]> devices = new TreeMap<>();
    entries.devices().forEach(one -> devices.put(one.getId(), CatalogueCodec.encode(one)));
    Map<String, byte[]> models = new TreeMap<>();
    entries.models().forEach(one -> models.put(Slug.of(one.getName()), CatalogueCodec.encode(one)));
    return Map.of(
        CatalogueKind.DEVICE, devices,
        CatalogueKind.MODEL, models,
        CatalogueKind.RULES, Map.of("rules", CatalogueCodec.encode(entries.rules())));
  }

  /** What a writer writes that finds the records of another catalogue. */
  static List<One> from(Map<CatalogueKind, Map<String, byte[]>> before, Catalogue catalogue) {
    List<One> news = new ArrayList<>();
    Map<CatalogueKind, Map<String, byte[]>> now = of(catalogue);
    for (CatalogueKind kind : CatalogueKind.values()) {
      Map<String, byte[]> had = before.getOrDefault(kind, Map.of());
      Map<String, byte[]> has = now.getOrDefault(kind, Map.of());
      has.forEach(
          (id, entry) -> {
            if (!Arrays.equals(entry, had.get(id))) {
              news.add(new One(kind, id, Optional.of(entry)));
            }
          });
      had.keySet().stream()
          .filter(id -> !has.containsKey(id))
          .forEach(id -> news.add(new One(kind, id, Optional.empty())));
    }
    return news;
  }
}
