package io.boardstream.matrix.fold;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.CatalogueEntries;
import io.boardstream.matrix.catalogue.CatalogueException;
import java.util.AbstractMap.SimpleImmutableEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The catalogue as it came record by record, and the one in force. What came is a catalogue only
 * when it is complete: its records have the fingerprint that its rules name.
 */
final class StoredCatalogue {

  /** The rules are one record. */
  private static final String RULES_ID = "rules";

  private static final byte[] MARK = {0};

  private final OrderedStore store;

  StoredCatalogue(OrderedStore store) {
    this.store = store;
  }

  void put(CatalogueKind kind, String id, byte[] entry) {
    store.put(key(false, kind, id), entry);
    store.put(Keys.catalogueChanged(), MARK);
  }

  void remove(CatalogueKind kind, String id) {
    store.delete(key(false, kind, id));
    store.put(Keys.catalogueChanged(), MARK);
  }

  /** Whether something came since this was asked last. */
  boolean hasChanged() {
    boolean changed = store.get(Keys.catalogueChanged()) != null;
    if (changed) {
      store.delete(Keys.catalogueChanged());
    }
    return changed;
  }

  /** The catalogue in force; empty until one was complete. */
  Optional<Catalogue> inForce() {
    return entries(true).map(Catalogue::of);
  }

  /**
   * What came, if it is complete.
   *
   * @throws CatalogueException when an entry cannot be used
   */
  Optional<Catalogue> complete() {
    return entries(false).flatMap(Catalogue::sealed);
  }

  /** Puts what came into force. */
  void adopt() {
    scan(Keys.catalogue(true)).forEach(entry -> store.delete(entry.getKey()));
    byte[] target = Keys.catalogue(true);
    for (Map.Entry<byte[], byte[]> entry : scan(Keys.catalogue(false))) {
      byte[] key = entry.getKey().clone();
      key[0] = target[0];
      store.put(key, entry.getValue());
    }
  }

  private Optional<CatalogueEntries> entries(boolean inForce) {
    byte[] rules = store.get(key(inForce, CatalogueKind.RULES, RULES_ID));
    if (rules == null) {
      return Optional.empty();
    }
    List<CatalogDevice> devices = new ArrayList<>();
    List<CatalogModel> models = new ArrayList<>();
    for (Map.Entry<byte[], byte[]> entry : scan(Keys.catalogue(inForce))) {
      int kind = entry.getKey()[1];
      if (kind == CatalogueKind.DEVICE.code) {
        devices.add(CatalogueCodec.device(entry.getValue()));
      } else if (kind == CatalogueKind.MODEL.code) {
        models.add(CatalogueCodec.model(entry.getValue()));
      }
    }
    CatalogRules sealed = CatalogueCodec.rules(rules);
    return Optional.of(new CatalogueEntries(devices, models, sealed));
  }

  private List<Map.Entry<byte[], byte[]>> scan(byte[] prefix) {
    List<Map.Entry<byte[], byte[]>> entries = new ArrayList<>();
    try (OrderedStore.Scan scan = store.scan(prefix, KeyWriter.after(prefix), false)) {
      scan.forEachRemaining(
          entry -> entries.add(new SimpleImmutableEntry<>(entry.getKey(), entry.getValue())));
    }
    return entries;
  }

  private static byte[] key(boolean inForce, CatalogueKind kind, String id) {
    return Keys.catalogue(inForce, kind.code, kind == CatalogueKind.RULES ? RULES_ID : id);
  }
}
