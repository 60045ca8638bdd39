package io.boardstream.matrix.catalogue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * A YAML mapping with a fixed set of keys. Scalars are read as they are written, so that {@code no}
 * stays a text and {@code 8.0} keeps its digits; every complaint names the line.
 */
public final class YamlMap {
  private static final int MAX_TEXT = 2_000;

  private final String text;
  private final int line;
  private final Map<String, Node> values = new LinkedHashMap<>();

  private YamlMap(String text, MappingNode node, @Nullable Set<String> allowed) {
    this.text = text;
    this.line = lineOf(node);
    for (NodeTuple tuple : node.getValue()) {
      String key = scalar(tuple.getKeyNode(), "a key");
      if (allowed != null && !allowed.contains(key)) {
        throw new CatalogueException(
            text, lineOf(tuple.getKeyNode()), Suggestion.unknownKey(key, allowed));
      }
      if (values.put(key, tuple.getValueNode()) != null) {
        throw new CatalogueException(
            text, lineOf(tuple.getKeyNode()), "key \"" + key + "\" is given twice; remove one");
      }
    }
  }

  /** The whole text; without any content it is an empty mapping. */
  public static Optional<YamlMap> parse(CatalogueText text, Set<String> allowed) {
    LoaderOptions options = new LoaderOptions();
    options.setAllowRecursiveKeys(false);
    options.setNestingDepthLimit(20);
    try {
      Node root = new Yaml(options).compose(new java.io.StringReader(text.yaml()));
      if (root == null || isNull(root)) {
        return Optional.empty();
      }
      return Optional.of(map(text.name(), root, allowed, "the text"));
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String problem = "not valid YAML: " + e.getProblem() + "; check indentation and quotes";
      throw new CatalogueException(text.name(), mark == null ? 1 : mark.getLine() + 1, problem, e);
    } catch (YAMLException e) {
      throw new CatalogueException(text.name(), 1, "not valid YAML: " + e.getMessage(), e);
    }
  }

  public int line() {
    return line;
  }

  public CatalogueException error(String key, String problem) {
    Node node = values.get(key);
    return new CatalogueException(
        text, node == null ? line : lineOf(node), "\"" + key + "\" " + problem);
  }

  public String required(String key) {
    return optional(key).orElseThrow(() -> error(key, "is missing; add it to this entry"));
  }

  /** A text that is not blank; a key without a value counts as absent. */
  public Optional<String> optional(String key) {
    Node node = values.get(key);
    if (node == null || isNull(node)) {
      return Optional.empty();
    }
    String value = scalar(node, "\"" + key + "\"").strip();
    if (value.isEmpty()) {
      throw error(key, "is empty; give it a value or remove the key");
    }
    return Optional.of(value);
  }

  /** True or false; empty when it is not said. */
  public Optional<Boolean> flag(String key) {
    return optional(key)
        .map(
            text ->
                switch (text) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw error(key, "must be true or false");
                });
  }

  public Optional<List<String>> strings(String key) {
    return sequence(key)
        .map(
            nodes -> {
              List<String> strings = new ArrayList<>();
              for (Node node : nodes) {
                String value = scalar(node, "an item of \"" + key + "\"").strip();
                if (value.isEmpty() || strings.contains(value)) {
                  throw new CatalogueException(
                      text,
                      lineOf(node),
                      "\"" + key + "\" has an empty or repeated item; remove it");
                }
                strings.add(value);
              }
              return List.copyOf(strings);
            });
  }

  public List<YamlMap> maps(String key, Set<String> allowed) {
    List<YamlMap> maps = new ArrayList<>();
    for (Node node : sequence(key).orElse(List.of())) {
      maps.add(map(text, node, allowed, "an item of \"" + key + "\""));
    }
    return maps;
  }

  /** A mapping whose keys are not fixed, read as texts. */
  public Optional<Map<String, String>> entries(String key) {
    return nested(key, null)
        .map(
            map -> {
              Map<String, String> entries = new LinkedHashMap<>();
              map.values.keySet().forEach(name -> entries.put(name, map.required(name)));
              return entries;
            });
  }

  public Optional<YamlMap> nested(String key, @Nullable Set<String> allowed) {
    Node node = values.get(key);
    return node == null || isNull(node)
        ? Optional.empty()
        : Optional.of(map(text, node, allowed, "\"" + key + "\""));
  }

  private Optional<List<Node>> sequence(String key) {
    Node node = values.get(key);
    if (node == null || isNull(node)) {
      return Optional.empty();
    }
    if (node instanceof SequenceNode sequence) {
      return Optional.of(sequence.getValue());
    }
    throw error(key, "must be a list; write one item per line, each after \"- \"");
  }

  private String scalar(Node node, String what) {
    if (!(node instanceof ScalarNode scalar)) {
      throw new CatalogueException(
          text, lineOf(node), what + " must be a single text or number, not a list or mapping");
    }
    if (scalar.getValue().length() > MAX_TEXT) {
      throw new CatalogueException(
          text, lineOf(node), what + " is longer than " + MAX_TEXT + " characters; shorten it");
    }
    return scalar.getValue();
  }

  private static YamlMap map(String text, Node node, @Nullable Set<String> allowed, String what) {
    if (node instanceof MappingNode mapping) {
      return new YamlMap(text, mapping, allowed);
    }
    String keys =
        allowed == null ? "" : " with the keys " + String.join(", ", new TreeSet<>(allowed));
    throw new CatalogueException(text, lineOf(node), what + " must be a mapping" + keys);
  }

  private static boolean isNull(Node node) {
    return node instanceof ScalarNode scalar
        && scalar.isPlain()
        && Set.of("", "~", "null").contains(scalar.getValue());
  }

  private static int lineOf(Node node) {
    return node.getStartMark().getLine() + 1;
  }
}
