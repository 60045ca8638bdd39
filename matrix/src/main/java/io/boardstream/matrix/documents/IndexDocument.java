package io.boardstream.matrix.documents;

import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The list of the documents of version 2, with counts of what each says. */
final class IndexDocument {
  private static final String SCHEMA_VERSION = "2.0";

  private IndexDocument() {}

  static byte[] render(List<ModelCompatibility> models) {
    return JsonOut.document(
        models,
        (out, all) -> {
          out.text("schema_version", SCHEMA_VERSION);
          out.objects("models", all, IndexDocument::model);
        });
  }

  private static void model(JsonOut out, ModelCompatibility model) throws IOException {
    List<Cell> cells = model.getCells();
    out.text("id", model.getModelId());
    out.text("display_name", model.getDisplayName());
    out.text("family", model.getFamily());
    out.flag("mapped", model.getMapped());
    out.text("path", "models/" + model.getModelId() + ".json");
    out.whole("cells", Optional.of((long) cells.size()));
    out.object("statuses", counts(cells), IndexDocument::statuses);
    out.time(
        "last_verified",
        cells.stream()
            .flatMap(cell -> cell.getLastVerified().stream())
            .max(java.util.Comparator.naturalOrder()));
  }

  private static void statuses(JsonOut out, Map<StatusWord, Long> counts) throws IOException {
    for (StatusWord word : StatusWord.values()) {
      out.whole(word.text(), Optional.of(counts.getOrDefault(word, 0L)));
    }
  }

  private static Map<StatusWord, Long> counts(Collection<Cell> cells) {
    Map<StatusWord, Long> counts = new EnumMap<>(StatusWord.class);
    cells.forEach(cell -> counts.merge(StatusWord.of(cell.getStatus()), 1L, Long::sum));
    return counts;
  }
}
