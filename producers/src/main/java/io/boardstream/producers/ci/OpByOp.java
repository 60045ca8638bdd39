package io.boardstream.producers.ci;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Op-by-op reports: each op of some models, compiled and run by itself. They are listed and not
 * used: that its ops run does not show that a model runs, and the reports name no device.
 */
final class OpByOp {

  private static final String OF_AN_OP = "OpTest model for";

  private OpByOp() {}

  static String describe(JsonNode report) {
    int ops = 0;
    int failed = 0;
    SortedSet<String> models = new TreeSet<>();
    for (JsonNode test : report.path("tests")) {
      for (JsonNode property : test.path("user_properties")) {
        for (Map.Entry<String, JsonNode> entry : property.properties()) {
          if (entry.getKey().startsWith(OF_AN_OP)) {
            ops++;
            failed += "False".equals(entry.getValue().path("success").asText()) ? 1 : 0;
            models.add(entry.getValue().path("model_name").asText());
          }
        }
      }
    }
    return "%,d ops of %,d models, %,d failed; an op is no evidence of its model"
        .formatted(ops, models.size(), failed);
  }

  static boolean isUniqueOps(JsonNode report) {
    return report.isObject()
        && !report.isEmpty()
        && report.properties().stream().allMatch(op -> op.getValue().has("torch_name"));
  }
}
