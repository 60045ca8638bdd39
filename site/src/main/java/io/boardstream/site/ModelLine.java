package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.boardstream.avro.Cell;
import io.boardstream.avro.ModelCompatibility;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a list shows of a model.
 *
 * @param cells by device id, in its order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ModelLine(
    String id,
    @JsonProperty("display_name") String displayName,
    String family,
    List<String> tasks,
    @Nullable String parameters,
    String precision,
    Map<String, CellLine> cells) {

  static ModelLine of(ModelCompatibility model) {
    Map<String, CellLine> cells = new LinkedHashMap<>();
    for (Cell cell : model.getCells()) {
      CellLine line = CellLine.of(cell);
      cells.put(line.device(), line);
    }
    return new ModelLine(
        model.getModelId(),
        model.getDisplayName(),
        model.getFamily().intern(),
        model.getTasks().stream().map(String::intern).toList(),
        model.getParameters().orElse(null),
        model.getPrecision().intern(),
        cells);
  }

  /** The newest time at which a cell was verified; empty text when none was. */
  String lastVerified() {
    String newest = "";
    for (CellLine cell : cells.values()) {
      String verified = cell.lastVerified();
      if (verified != null && verified.compareTo(newest) > 0) {
        newest = verified;
      }
    }
    return newest;
  }
}
