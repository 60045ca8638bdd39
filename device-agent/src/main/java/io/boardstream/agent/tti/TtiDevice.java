package io.boardstream.agent.tti;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.boardstream.avro.TtiSummary;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What {@code device.json} of an image says. It may be large and is read as a stream; what is not
 * shown is passed over.
 */
final class TtiDevice {
  private static final int MAX_TEXT = 200;
  private static final int MAX_ITEMS = 200;
  private static final int MAX_NUMBERS = 64;
  private static final int MAX_ROWS = 32;

  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Its own close would close the archive.
          .disable(StreamReadFeature.AUTO_CLOSE_SOURCE)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(200)
                  .maxStringLength(4 << 20)
                  .maxNameLength(10_000)
                  .build())
          .build();

  private final TreeMap<String, String> texts = new TreeMap<>();
  private final List<String> modules = new ArrayList<>();
  private List<Long> chips = List.of();
  private List<Long> grid = List.of();
  private List<Long> harvested = List.of();
  private List<List<Long>> inputs = List.of();
  private List<List<Long>> targets = List.of();

  private TtiDevice() {}

  static TtiDevice read(InputStream in) throws IOException {
    TtiDevice device = new TtiDevice();
    try (JsonParser json = JSON.createParser(in)) {
      if (json.nextToken() != JsonToken.START_OBJECT) {
        throw new TtiException("its device.json is no JSON object");
      }
      device.object(json, "");
    } catch (JsonProcessingException e) {
      throw new TtiException("its device.json cannot be read: " + e.getOriginalMessage(), e);
    }
    return device;
  }

  TtiSummary.Builder toSummary() {
    return TtiSummary.newBuilder()
        .setFormatVersion(texts.get("version"))
        .setPybudaVersion(texts.get("pybuda_pip_version_id"))
        .setPybudaCommit(texts.get("pybuda_commit_hash"))
        .setBudabackendCommit(texts.get("budabackend_commit_hash"))
        .setDeviceName(texts.get("device_image_name"))
        .setArchitecture(word("arch").map(arch -> arch.toLowerCase(Locale.ROOT)).orElse(null))
        .setDeviceType(word("devtype").orElse(null))
        .setChipIds(ints(chips))
        .setGridRows(grid.size() == 2 ? Integer.valueOf(grid.get(0).intValue()) : null)
        .setGridColumns(grid.size() == 2 ? Integer.valueOf(grid.get(1).intValue()) : null)
        .setHarvestedRows(rows())
        .setTraining(training())
        .setInputShapes(inputs)
        .setTargetShapes(targets)
        .setDataFormat(word("compiler_cfg.default_df_override").orElse(null))
        .setMathFidelity(word("compiler_cfg.default_math_fidelity").orElse(null))
        .setModules(modules);
  }

  /** The parser stands at the beginning of an object. */
  private void object(JsonParser json, String prefix) throws IOException {
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = prefix + json.currentName();
      JsonToken value = json.nextToken();
      switch (name) {
        case "compiled_graph_state", "compiler_cfg" -> inside(json, name + ".");
        case "module_name_to_metadata" -> names(json);
        case "chip_ids" -> chips = numbers(json);
        case "grid_size" -> grid = numbers(json);
        case "harvested_rows" -> harvested = numbers(json);
        case "compiled_graph_state.ordered_input_shapes" -> inputs = shapes(json);
        case "compiled_graph_state.ordered_target_shapes" -> targets = shapes(json);
        default -> {
          if (value.isScalarValue() && value != JsonToken.VALUE_NULL && isShown(name)) {
            texts.put(name, cut(json.getText()));
          } else {
            json.skipChildren();
          }
        }
      }
    }
  }

  private static boolean isShown(String name) {
    return !name.contains(".") || name.startsWith("compiler_cfg.default_");
  }

  private void inside(JsonParser json, String prefix) throws IOException {
    if (json.currentToken() == JsonToken.START_OBJECT) {
      object(json, prefix);
    } else {
      json.skipChildren();
    }
  }

  private void names(JsonParser json) throws IOException {
    if (json.currentToken() != JsonToken.START_OBJECT) {
      json.skipChildren();
      return;
    }
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      if (modules.size() < MAX_ITEMS) {
        modules.add(cut(json.currentName()));
      }
      json.nextToken();
      json.skipChildren();
    }
  }

  /** A number, or a list of them; whatever else is there is passed over. */
  private static List<Long> numbers(JsonParser json) throws IOException {
    List<Long> numbers = new ArrayList<>();
    if (json.currentToken() == JsonToken.VALUE_NUMBER_INT) {
      numbers.add(json.getLongValue());
    } else if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        if (json.currentToken() == JsonToken.VALUE_NUMBER_INT && numbers.size() < MAX_NUMBERS) {
          numbers.add(json.getLongValue());
        } else {
          json.skipChildren();
        }
      }
    } else {
      json.skipChildren();
    }
    return numbers;
  }

  private static List<List<Long>> shapes(JsonParser json) throws IOException {
    List<List<Long>> shapes = new ArrayList<>();
    if (json.currentToken() == JsonToken.START_ARRAY) {
      while (json.nextToken() != JsonToken.END_ARRAY) {
        List<Long> shape = numbers(json);
        if (shapes.size() < MAX_ITEMS) {
          shapes.add(shape);
        }
      }
    } else {
      json.skipChildren();
    }
    return shapes;
  }

  /** A bit mask, or one for each chip; none of them is 0. */
  private List<Integer> rows() {
    long mask = 0;
    for (Long chip : harvested) {
      mask |= chip;
    }
    List<Integer> rows = new ArrayList<>();
    for (int row = 0; row < MAX_ROWS; row++) {
      if ((mask >> row & 1) == 1) {
        rows.add(row);
      }
    }
    return rows;
  }

  private @Nullable Boolean training() {
    String training = texts.get("training");
    return training == null ? null : Boolean.valueOf(training);
  }

  /** Names of constants come with their type, as {@code BackendDevice.Grayskull}, or without. */
  private Optional<String> word(String name) {
    return Optional.ofNullable(texts.get(name))
        .map(text -> text.substring(text.lastIndexOf('.') + 1));
  }

  private static List<Integer> ints(List<Long> numbers) {
    return numbers.stream().map(Long::intValue).toList();
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + "…";
  }
}
