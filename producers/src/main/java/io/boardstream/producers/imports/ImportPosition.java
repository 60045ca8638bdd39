package io.boardstream.producers.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.boardstream.producers.facts.SourcePosition;
import java.io.IOException;
import java.util.Optional;

/**
 * How far the import of a source has come, as it stands beside the positions of change data
 * capture.
 *
 * @param file name of what is imported
 * @param fingerprint hash of all that decides the rows
 * @param rows how many have been written
 * @param complete whether that was all, graves included
 */
record ImportPosition(String file, String fingerprint, long rows, boolean complete) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Key of a source; shaped like those of change data capture. */
  static byte[] key(String source) {
    return bytes(
        JSON.createArrayNode().add("import").add(JSON.createObjectNode().put("source", source)));
  }

  SourcePosition in(String source, long epoch) {
    return new SourcePosition(
        key(source),
        bytes(
            JSON.createObjectNode()
                .put("file", file)
                .put("sha256", fingerprint)
                .put("rows", rows)
                .put("complete", complete)),
        epoch);
  }

  /** Empty when it is not one of ours; then the import begins from nothing. */
  static Optional<ImportPosition> read(SourcePosition position) {
    try {
      JsonNode json = JSON.readTree(position.offset());
      return json.path("sha256").isTextual()
          ? Optional.of(
              new ImportPosition(
                  json.path("file").asText(),
                  json.path("sha256").asText(),
                  json.path("rows").asLong(),
                  json.path("complete").asBoolean()))
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private static byte[] bytes(JsonNode json) {
    try {
      return JSON.writeValueAsString(json).getBytes(UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A tree is always JSON", e);
    }
  }
}
