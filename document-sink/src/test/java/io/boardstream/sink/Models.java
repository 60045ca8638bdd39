package io.boardstream.sink;

import io.boardstream.avro.ModelCompatibility;
import java.util.List;
import java.util.Map;

/** Models for tests. */
final class Models {

  private Models() {}

  static ModelCompatibility model(String id, String description) {
    return ModelCompatibility.newBuilder()
        .setModelId(id)
        .setMlModelName(id)
        .setDisplayName(id + " FP16")
        .setMapped(false)
        .setFamily("Other")
        .setTasks(List.of("Text Generation"))
        .setDescription(description)
        .setLinks(Map.of())
        .setEditorialNotes(List.of())
        .setPrecision("FP16")
        .setCells(List.of())
        .build();
  }
}
