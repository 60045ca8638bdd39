package io.boardstream.site;

import io.boardstream.avro.MatrixSummary;
import io.boardstream.matrix.documents.CompatibilityParts;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.documents.StatusWord;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The answers that are made of the whole matrix. */
final class Views {

  /** Least time between two makings of an answer, however quickly the matrix changes. */
  private static final Duration LEAST = Duration.ofMillis(500);

  private final LiveMatrix matrix;
  private final CompatibilityParts parts;
  private final Kept<Packed> compatibility;
  private final Kept<Packed> whole;
  private final Kept<Map<String, DeviceLine>> devices;
  private final Kept<Packed> hardware;

  Views(LiveMatrix matrix, Documents documents) {
    this.matrix = matrix;
    this.parts = new CompatibilityParts(documents);
    this.compatibility = new Kept<>(this::makeCompatibility, matrix::version, LEAST);
    this.whole = new Kept<>(this::makeWhole, matrix::version, LEAST);
    this.devices = new Kept<>(matrix::devices, matrix::version, LEAST);
    this.hardware = new Kept<>(this::makeHardware, matrix::version, LEAST);
  }

  /** Version 1. */
  Packed compatibility() {
    return compatibility.get();
  }

  /** All lines, for the matrix page; with the id of the event that they are at least as new as. */
  Packed whole() {
    return whole.get();
  }

  Packed hardware() {
    return hardware.get();
  }

  Map<String, DeviceLine> devices() {
    return devices.get();
  }

  Packed models(ModelQuery query) {
    List<KnownModel> selected = query.select(matrix.models());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("total", selected.size());
    answer.put("page", query.page());
    answer.put("size", query.size());
    answer.put("pages", (selected.size() + query.size() - 1) / query.size());
    answer.put(
        "items", query.page(selected).stream().map(model -> Json.raw(model.lineJson())).toList());
    return Packed.of(Json.bytes(answer));
  }

  /** A device and all that is known of models on it; empty when neither is. */
  Optional<Packed> device(String id) {
    DeviceLine device = devices().get(id);
    if (device == null) {
      return Optional.empty();
    }
    List<Map<String, Object>> models = new ArrayList<>();
    for (KnownModel model : matrix.models()) {
      CellLine cell = model.line().cells().get(id);
      if (cell != null) {
        Map<String, Object> entry = new LinkedHashMap<>();
        entry.put("id", model.line().id());
        entry.put("display_name", model.line().displayName());
        entry.put("family", model.line().family());
        entry.put("tasks", model.line().tasks());
        entry.put("cell", cell);
        models.add(entry);
      }
    }
    Map<String, Object> answer = new LinkedHashMap<>(described(device));
    answer.put("event_id", matrix.events().lastId());
    answer.put("models", models);
    return Optional.of(Packed.of(Json.bytes(answer)));
  }

  Packed summary() {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("feed", matrix.state());
    Optional<MatrixSummary> summary = matrix.summary();
    answer.put("models", matrix.models().size());
    answer.put("devices", devices().size());
    answer.put("cells_by_status", counts(matrix.models(), model -> model.line().cells().values()));
    answer.put("unmapped_models", summary.map(MatrixSummary::getUnmappedModels).orElse(List.of()));
    answer.put(
        "unmapped_devices", summary.map(MatrixSummary::getUnmappedDevices).orElse(List.of()));
    return Packed.of(Json.bytes(answer));
  }

  private Packed makeCompatibility() {
    return Packed.of(
        out ->
            parts.write(
                matrix.models().stream().map(KnownModel::part).iterator(),
                matrix.compatibilityChangedAt(),
                out));
  }

  private Packed makeWhole() {
    // The id first: what changes meanwhile comes once more as an event, and says the same.
    String id = matrix.events().lastId();
    Map<String, DeviceLine> known = devices();
    return Packed.of(
        out -> {
          write(out, "{\"event_id\":" + quoted(id) + ",\"devices\":");
          out.write(Json.bytes(known.values()));
          write(out, ",\"models\":[");
          String separator = "";
          for (KnownModel model : matrix.models()) {
            write(out, separator);
            out.write(model.lineJson());
            separator = ",\n";
          }
          write(out, "]}\n");
        });
  }

  private Packed makeHardware() {
    List<Map<String, Object>> items = new ArrayList<>();
    for (DeviceLine device : devices().values()) {
      Map<String, Object> item = new LinkedHashMap<>(described(device));
      Map<String, Long> statuses =
          counts(
              matrix.models(),
              model ->
                  Optional.ofNullable(model.line().cells().get(device.id())).stream().toList());
      item.put("models", statuses.values().stream().mapToLong(Long::longValue).sum());
      item.put("cells_by_status", statuses);
      items.add(item);
    }
    return Packed.of(Json.bytes(Map.of("items", items)));
  }

  private static Map<String, Object> described(DeviceLine device) {
    Map<String, Object> described = new LinkedHashMap<>();
    described.put("id", device.id());
    described.put("display_name", device.displayName());
    if (device.architecture() != null) {
      described.put("architecture", device.architecture());
    }
    return described;
  }

  private static Map<String, Long> counts(
      Collection<KnownModel> models, Function<KnownModel, Collection<CellLine>> cells) {
    Map<String, Long> counted =
        models.stream()
            .flatMap(model -> cells.apply(model).stream())
            .collect(Collectors.groupingBy(CellLine::status, Collectors.counting()));
    Map<String, Long> ordered = new LinkedHashMap<>();
    for (StatusWord word : StatusWord.values()) {
      if (word != StatusWord.UNKNOWN || counted.containsKey(word.text())) {
        ordered.put(word.text(), counted.getOrDefault(word.text(), 0L));
      }
    }
    return ordered;
  }

  private static void write(OutputStream out, String text) throws IOException {
    out.write(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String quoted(String text) {
    return new String(Json.bytes(text), StandardCharsets.UTF_8);
  }
}
