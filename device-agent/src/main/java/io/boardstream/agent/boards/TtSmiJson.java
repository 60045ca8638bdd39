package io.boardstream.agent.boards;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads what {@code tt-smi -s} prints. Names drift between its versions and values are often no
 * facts, so a value that cannot be used is left out, a name that is not known is kept, and neither
 * fails a snapshot; only text that is no JSON object does.
 */
public final class TtSmiJson {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS) // Python writes NaN.
          .build();

  private final TtSmiChip chips;

  public TtSmiJson(DeviceNames names) {
    this.chips = new TtSmiChip(names);
  }

  /**
   * The snapshot in a text.
   *
   * @param from where the text comes from, for messages
   * @throws BoardException when it is not a JSON object
   */
  public Snapshot parse(String text, String from) {
    JsonNode root = root(text, from);
    List<String> problems = new ArrayList<>();
    List<Chip> found = new ArrayList<>();
    JsonNode devices = root.get("device_info");
    boolean listed = devices != null && devices.isArray();
    if (!listed) {
      problems.add(from + " has no list device_info, so it does not say which boards there are");
    } else {
      boolean simulated = root.path("simulated").asBoolean(false);
      for (int i = 0; i < devices.size(); i++) {
        if (devices.get(i) instanceof ObjectNode device) {
          found.add(chips.parse(device, simulated));
        } else {
          problems.add("%s: device_info[%d] is no object and is left out".formatted(from, i));
        }
      }
    }
    return new Snapshot(
        Texts.text(root.get("time")),
        texts(root.get("host_info")),
        texts(root.get("host_sw_vers")),
        List.copyOf(found),
        listed,
        List.copyOf(problems));
  }

  private static JsonNode root(String text, String from) {
    String json = fromBrace(text);
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new BoardException(
          "%s is not a snapshot of tt-smi: %s%s"
              .formatted(
                  from, e.getOriginalMessage().replaceAll(" \\(start marker at .*\\)", ""), at(e)),
          e);
    }
    if (root == null || !root.isObject()) {
      throw new BoardException(
          from + " is not a snapshot of tt-smi: it is no JSON object" + beginning(text));
    }
    return root;
  }

  /** Some versions print lines for people before it. */
  private static String fromBrace(String text) {
    String stripped = text.strip();
    if (stripped.startsWith("{")) {
      return stripped;
    }
    int brace = stripped.indexOf("\n{");
    return brace < 0 ? stripped : stripped.substring(brace + 1);
  }

  private static String at(JsonProcessingException e) {
    return e.getLocation() == null
        ? ""
        : " (line %d, column %d)"
            .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
  }

  private static String beginning(String text) {
    String line = text.strip().lines().findFirst().orElse("");
    return line.isEmpty()
        ? "; it is empty"
        : ". It begins: " + line.substring(0, Math.min(80, line.length()));
  }

  /** The members that say something, as text, by name. */
  static NavigableMap<String, String> texts(@Nullable JsonNode node) {
    NavigableMap<String, String> texts = new TreeMap<>();
    if (node != null && node.isObject()) {
      node.properties()
          .forEach(
              member -> {
                String text = Texts.text(member.getValue());
                if (text != null) {
                  texts.put(member.getKey(), text);
                }
              });
    }
    return texts;
  }
}
