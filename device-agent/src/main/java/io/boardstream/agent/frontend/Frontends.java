package io.boardstream.agent.frontend;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.runner.Limits;
import io.boardstream.agent.runner.Stage;
import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.catalogue.CatalogueText;
import io.boardstream.matrix.catalogue.YamlMap;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The frontends that this host declares; nothing else can be run. */
public final class Frontends {
  private static final Set<String> KEYS =
      Set.of("name", "command", "environment", "devices", "simulated", "ladder", "limits");
  private static final Set<String> LIMITS =
      Set.of(
          "total-s",
          "downloading-s",
          "adapting-s",
          "compiling-s",
          "executing-s",
          "memory-mib",
          "output-mib",
          "log-mib",
          "processes");
  private static final Pattern NAME = Pattern.compile("[a-z0-9-]{1,60}");

  private final Map<String, Frontend> byName;

  private Frontends(Map<String, Frontend> byName) {
    this.byName = Map.copyOf(byName);
  }

  /** The frontend that is built in: {@code onnx-cpu}. */
  public static Frontends builtIn() {
    try (InputStream in = Frontends.class.getResourceAsStream("frontends.yaml")) {
      if (in == null) {
        throw new IllegalStateException("The class path lacks frontends.yaml");
      }
      String yaml = new String(in.readAllBytes(), UTF_8);
      return new Frontends(Map.of()).plus(new CatalogueText("built-in frontends.yaml", yaml));
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the built-in frontends", e);
    }
  }

  /**
   * These and those of a text; one of the same name is replaced.
   *
   * @throws CatalogueException naming the text, the line, and what is wrong
   */
  public Frontends plus(CatalogueText text) {
    Map<String, Frontend> all = new LinkedHashMap<>(byName);
    Optional<YamlMap> map = YamlMap.parse(text, Set.of("frontends"));
    if (map.isPresent()) {
      for (YamlMap entry : map.get().maps("frontends", KEYS)) {
        Frontend frontend = frontend(entry);
        all.put(frontend.name(), frontend);
      }
    }
    return new Frontends(all);
  }

  public Optional<Frontend> find(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  public Set<String> names() {
    return byName.keySet();
  }

  private static Frontend frontend(YamlMap entry) {
    String name = entry.required("name");
    if (!NAME.matcher(name).matches()) {
      throw entry.error("name", "must be of a-z, 0-9 and -, at most 60 long");
    }
    List<String> command = entry.strings("command").orElse(List.of());
    if (command.isEmpty()) {
      throw entry.error("command", "is missing; give the program and its arguments as a list");
    }
    for (String argument : command) {
      String unknown = Placeholders.unknownIn(argument);
      if (!unknown.isEmpty()) {
        throw entry.error(
            "command",
            "has " + unknown + ", which cannot be filled in; known: " + Placeholders.KNOWN);
      }
    }
    return new Frontend(
        name,
        command,
        entry.entries("environment").orElse(Map.of()),
        new HashSet<>(entry.strings("devices").orElse(List.of())),
        entry.optional("simulated").map("true"::equals).orElse(false),
        ladder(entry),
        limits(entry));
  }

  private static List<Rung> ladder(YamlMap entry) {
    List<Rung> ladder = new ArrayList<>();
    for (YamlMap rung : entry.maps("ladder", Set.of("level", "options"))) {
      int level = (int) number(rung, "level").orElse(1L).longValue();
      ladder.add(new Rung(level, rung.entries("options").orElse(Map.of())));
    }
    return ladder.isEmpty() ? List.of(new Rung(1, Map.of())) : ladder;
  }

  private static Limits limits(YamlMap entry) {
    Limits usual = Limits.generous();
    Optional<YamlMap> given = entry.nested("limits", LIMITS);
    if (given.isEmpty()) {
      return usual;
    }
    YamlMap map = given.get();
    Map<Stage, Duration> stages = new EnumMap<>(Stage.class);
    for (Stage stage : Stage.values()) {
      number(map, stage.word() + "-s")
          .ifPresent(seconds -> stages.put(stage, Duration.ofSeconds(seconds)));
    }
    return new Limits(
        stages,
        number(map, "total-s").map(Duration::ofSeconds).orElse(usual.total()),
        mebibytes(map, "memory-mib", usual.memoryBytes()),
        mebibytes(map, "output-mib", usual.outputBytes()),
        mebibytes(map, "log-mib", usual.logBytes()),
        number(map, "processes").map(Math::toIntExact).orElse(usual.processes()));
  }

  private static long mebibytes(YamlMap map, String key, long usual) {
    return number(map, key).map(mib -> mib << 20).orElse(usual);
  }

  private static Optional<Long> number(YamlMap map, String key) {
    return map.optional(key)
        .map(
            text -> {
              if (!text.matches("[1-9][0-9]{0,8}")) {
                throw map.error(key, "must be a whole number from 1 to 999999999");
              }
              return Long.valueOf(text);
            });
  }
}
