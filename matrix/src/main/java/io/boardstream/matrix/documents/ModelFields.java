package io.boardstream.matrix.documents;

import io.boardstream.avro.ModelCompatibility;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What both versions say of a model itself, in the same order. */
final class ModelFields {
  private static final List<String> FIRST_LINKS = List.of("huggingface", "github");

  private static final Comparator<String> LINK_ORDER =
      Comparator.comparing(
              (String kind) ->
                  FIRST_LINKS.contains(kind) ? FIRST_LINKS.indexOf(kind) : FIRST_LINKS.size())
          .thenComparing(Comparator.naturalOrder());

  private ModelFields() {}

  static void describe(JsonOut out, ModelCompatibility model) throws IOException {
    out.text("family", model.getFamily());
    out.texts("tasks", model.getTasks());
    out.text("description", model.getDescription());
    out.object("links", model.getLinks(), ModelFields::links);
    out.texts("editorial_notes", model.getEditorialNotes());
    out.text("parameters", model.getParameters());
    out.text("precision", model.getPrecision());
    out.whole("context_window", model.getContextWindow());
  }

  private static void links(JsonOut out, Map<String, String> links) throws IOException {
    TreeMap<String, String> ordered = new TreeMap<>(LINK_ORDER);
    ordered.putAll(links);
    for (Map.Entry<String, String> link : ordered.entrySet()) {
      out.text(JsonText.of(link.getKey()), link.getValue());
    }
  }
}
