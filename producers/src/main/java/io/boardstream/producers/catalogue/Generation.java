package io.boardstream.producers.catalogue;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.matrix.catalogue.CatalogueEntries;
import io.boardstream.matrix.identity.Slug;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.TopicCatalogue;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** What the files say, as the records that the topics should hold. */
final class Generation {

  /** In the order in which they are written: the rules seal what stands before them. */
  static final List<Topic> TOPICS =
      List.of(
          TopicCatalogue.CATALOG_OVERRIDES,
          TopicCatalogue.CATALOG_DEVICES,
          TopicCatalogue.CATALOG_MODELS,
          TopicCatalogue.CATALOG_RULES);

  private static final String RULES = "rules";

  private Generation() {}

  /** The records by topic and key. */
  static Map<Topic, Map<String, SpecificRecord>> of(MatrixSettings settings) {
    CatalogueEntries entries = settings.catalogue().entries();
    Map<String, SpecificRecord> devices = new TreeMap<>();
    for (CatalogDevice device : entries.devices()) {
      devices.put(device.getId(), device);
    }
    Map<String, SpecificRecord> models = new TreeMap<>();
    for (CatalogModel model : entries.models()) {
      models.put(Slug.of(model.getName()), model);
    }
    Map<Topic, Map<String, SpecificRecord>> records = new LinkedHashMap<>();
    records.put(TopicCatalogue.CATALOG_OVERRIDES, new TreeMap<>(settings.overrides()));
    records.put(TopicCatalogue.CATALOG_DEVICES, devices);
    records.put(TopicCatalogue.CATALOG_MODELS, models);
    records.put(TopicCatalogue.CATALOG_RULES, Map.of(RULES, entries.rules()));
    return records;
  }
}
