package io.boardstream.site;

import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import io.boardstream.matrix.documents.CompatibilityParts;
import io.boardstream.matrix.documents.Documents;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A model as the site keeps it: encoded, for 10,000 of them as objects would not fit.
 *
 * @param document version 2, made when somebody first asks for it
 * @param part what version 1 says of it
 * @param line what lists show, to filter and sort by
 * @param lineJson the same as JSON
 * @param facts what only the overview asks
 * @param devices names of devices that its cells carry, by id
 */
@SuppressWarnings("ArrayRecordComponent") // Compared by the record that it was made of only.
record KnownModel(
    LateDocument document,
    byte[] part,
    ModelLine line,
    byte[] lineJson,
    ModelFacts facts,
    Map<String, String> devices) {

  /** Renders models. */
  static final class Maker {
    private final Documents documents;
    private final CompatibilityParts parts;

    Maker(Documents documents) {
      this.documents = documents;
      this.parts = new CompatibilityParts(documents);
    }

    KnownModel of(ModelCompatibility model) {
      ModelLine line = ModelLine.of(model);
      Map<String, String> devices = new LinkedHashMap<>();
      for (Cell cell : model.getCells()) {
        devices.put(cell.getDeviceId().intern(), cell.getDeviceDisplayName().intern());
      }
      return new KnownModel(
          new LateDocument(model, documents),
          parts.part(model),
          line,
          Json.bytes(line),
          ModelFacts.of(model),
          devices);
    }
  }
}
