package io.boardstream.agent.runner;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a program says of itself: lines that are JSON objects with one of the keys {@code stage},
 * {@code status} ({@code completed} or {@code failed}, with {@code message} and {@code stack}),
 * {@code metrics}, {@code properties}, {@code warning}. All other lines are log. The last status
 * counts.
 */
final class Reports {
  private static final int MAX_ENTRIES = 200;
  private static final int MAX_TEXT = 16_384;

  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
              .build());

  private final Consumer<Stage> onStage;
  private final Map<Stage, Duration> durations = new EnumMap<>(Stage.class);
  private final Map<String, Double> metrics = new TreeMap<>();
  private final Map<String, String> properties = new TreeMap<>();
  private final List<String> warnings = new ArrayList<>();
  private Stage stage = Stage.STARTING;
  private long stageSince = System.nanoTime();
  private @Nullable String status;
  private String message = "";
  private String stack = "";

  Reports(Consumer<Stage> onStage) {
    this.onStage = onStage;
  }

  /** Takes a line that was printed; says whether it was a report. */
  synchronized boolean line(String line) {
    if (!line.startsWith("{")) {
      return false;
    }
    JsonNode report;
    try {
      report = JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return false;
    }
    boolean understood = stage(report.path("stage").asText(""));
    understood |= metrics(report.path("metrics"));
    understood |= properties(report.path("properties"));
    String warning = report.path("warning").asText("");
    if (!warning.isEmpty() && warnings.size() < MAX_ENTRIES) {
      warnings.add(cut(warning));
    }
    String reported = report.path("status").asText("");
    if (reported.equals("completed") || reported.equals("failed")) {
      status = reported;
      message = cut(report.path("message").asText(""));
      stack = cut(report.path("stack").asText(""));
      understood = true;
    }
    return understood || !warning.isEmpty();
  }

  synchronized Stage stage() {
    return stage;
  }

  synchronized Duration inStage() {
    return Duration.ofNanos(System.nanoTime() - stageSince);
  }

  /** The status that was reported last: {@code completed} or {@code failed}. */
  synchronized Optional<String> status() {
    return Optional.ofNullable(status);
  }

  synchronized String message() {
    return message;
  }

  synchronized String stack() {
    return stack;
  }

  synchronized Map<String, Double> metrics() {
    return Map.copyOf(metrics);
  }

  synchronized Map<String, String> properties() {
    return Map.copyOf(properties);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  /** The time of each stage, the one that is under way up to now. */
  synchronized Map<Stage, Duration> durations() {
    Map<Stage, Duration> all = new EnumMap<>(durations);
    all.merge(stage, inStage(), Duration::plus);
    return all;
  }

  private boolean stage(String word) {
    Optional<Stage> next = Stage.reported(word);
    if (next.isPresent() && next.get() != stage) {
      durations.merge(stage, inStage(), Duration::plus);
      stage = next.get();
      stageSince = System.nanoTime();
      onStage.accept(stage);
    }
    return next.isPresent();
  }

  private boolean metrics(JsonNode reported) {
    reported
        .properties()
        .forEach(
            entry -> {
              double value = entry.getValue().asDouble(Double.NaN);
              if (entry.getValue().isNumber() && Double.isFinite(value) && room(metrics)) {
                metrics.put(cut(entry.getKey()), value);
              }
            });
    return reported.isObject();
  }

  private boolean properties(JsonNode reported) {
    reported
        .properties()
        .forEach(
            entry -> {
              if (entry.getValue().isValueNode() && room(properties)) {
                properties.put(cut(entry.getKey()), cut(entry.getValue().asText()));
              }
            });
    return reported.isObject();
  }

  private static boolean room(Map<String, ?> map) {
    return map.size() < MAX_ENTRIES;
  }

  private static String cut(String text) {
    return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT);
  }
}
