package io.boardstream.schemas.serde;

import org.apache.avro.Schema;
import org.apache.avro.generic.IndexedRecord;

/**
 * Finds, once per topic and type, under which id records are written: registers, looks up, or takes
 * the newest.
 */
final class Encodings {

  /** A type on a topic. The record only shows its type: two of one type are the same route. */
  private static final class Route {
    private final String topic;
    private final IndexedRecord sample;

    Route(String topic, IndexedRecord sample) {
      this.topic = topic;
      this.sample = sample;
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof Route route
          && topic.equals(route.topic)
          && sample.getClass() == route.sample.getClass()
          && sample.getSchema().equals(route.sample.getSchema());
    }

    @Override
    public int hashCode() {
      return 31 * topic.hashCode() + sample.getSchema().hashCode();
    }
  }

  private static final int CAPACITY = 1_000;

  private final SchemaRegistry registry;
  private final RegistrySettings settings;
  private final boolean isKey;
  private final Remembered<Route, Encoding> byRoute;

  Encodings(SchemaRegistry registry, RegistrySettings settings, boolean isKey) {
    this.registry = registry;
    this.settings = settings;
    this.isKey = isKey;
    long missing = settings.getLong(RegistrySettings.MISSING_TTL_SEC);
    byRoute = new Remembered<>(CAPACITY, missing, this::ask);
  }

  Encoding of(String topic, IndexedRecord sample) {
    return byRoute.get(new Route(topic, sample));
  }

  private Encoding ask(Route route) {
    Schema schema = route.sample.getSchema();
    String name = settings.subjectNames(isKey).subject(route.topic, isKey, schema);
    Schema published =
        settings.getBoolean(RegistrySettings.REMOVE_JAVA_PROPERTIES)
            ? JavaHints.removedFrom(schema)
            : schema;
    SchemaRegistry.Subject subject = new SchemaRegistry.Subject(name, published);
    if (settings.getBoolean(RegistrySettings.AUTO_REGISTER)) {
      return Encoding.own(registry.register(subject), route.sample);
    }
    if (settings.getBoolean(RegistrySettings.USE_LATEST_VERSION)) {
      return Encoding.by(registry.latest(name), route.sample, name);
    }
    return Encoding.own(registry.lookup(subject), route.sample);
  }
}
