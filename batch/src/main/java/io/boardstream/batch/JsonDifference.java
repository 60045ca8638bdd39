package io.boardstream.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says for people where two JSON documents differ. */
public final class JsonDifference {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST = 10;
  private static final int LONGEST_VALUE = 120;

  private final List<String> lines = new ArrayList<>();

  private JsonDifference() {}

  /** A line for each place, at most ten; never empty for different bytes. */
  public static List<String> lines(byte[] live, byte[] batch) {
    JsonDifference difference = new JsonDifference();
    try {
      difference.walk("$", JSON.readTree(live), JSON.readTree(batch));
    } catch (IOException e) {
      return List.of("the live document is not JSON: " + e.getMessage());
    }
    return difference.lines.isEmpty()
        ? List.of(
            "the same JSON in other bytes, from byte %d on".formatted(Arrays.mismatch(live, batch)))
        : difference.lines;
  }

  private void walk(String path, JsonNode live, JsonNode batch) {
    if (lines.size() == MOST || live.equals(batch)) {
      return;
    }
    Map<String, JsonNode> liveParts = parts(live);
    Map<String, JsonNode> batchParts = parts(batch);
    if (liveParts.isEmpty() || batchParts.isEmpty() || live.isArray() != batch.isArray()) {
      lines.add(path + ": live " + text(live) + ", batch " + text(batch));
      return;
    }
    Set<String> names = new LinkedHashSet<>(batchParts.keySet());
    names.addAll(liveParts.keySet());
    int before = lines.size();
    for (String name : names) {
      walk(
          path + name,
          liveParts.getOrDefault(name, MissingNode.getInstance()),
          batchParts.getOrDefault(name, MissingNode.getInstance()));
    }
    if (lines.size() == before && before < MOST) {
      lines.add(path + ": the same parts in another order");
    }
  }

  /** Fields of an object, elements of an array: those with an id by it, others by place. */
  private static Map<String, JsonNode> parts(JsonNode node) {
    Map<String, JsonNode> parts = new LinkedHashMap<>();
    node.properties().forEach(field -> parts.put("." + field.getKey(), field.getValue()));
    int place = 0;
    for (JsonNode element : node.isArray() ? node : MissingNode.getInstance()) {
      String id = element.path("id").asText();
      parts.put("[" + (id.isEmpty() ? String.valueOf(place) : id) + "]", element);
      place++;
    }
    return parts;
  }

  private static String text(JsonNode node) {
    String text = node.isMissingNode() ? "nothing" : node.toString();
    return text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE) + "…";
  }
}
