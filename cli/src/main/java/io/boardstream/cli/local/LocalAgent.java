package io.boardstream.cli.local;

import io.boardstream.agent.HostAgent;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.DeviceNames;
import io.boardstream.agent.boards.SimulatedTree;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.onnx.SampleModels;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Settings;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The agent of a local system. Unless the settings name a tree of boards, it has one of the
 * project's own making, of boards that do not exist; its jobs on the processor are real.
 */
final class LocalAgent {

  private static final String TYPE = "n300";
  private static final int BOARDS = 2;

  private final DataDir dir;
  private final List<Part> parts = new ArrayList<>();

  LocalAgent(DataDir dir, Settings settings) {
    this.dir = dir;
    parts.add(new Part("boards", "waits for the servers"));
    if (new JobSettings(settings.values()).isEnabled()) {
      parts.add(new Part("jobs", "waits for the servers"));
    }
  }

  /** Settings for what has no place of its own. */
  static Map<String, String> places(DataDir dir, Settings settings) {
    Map<String, String> places = new HashMap<>();
    places.put(BoardSettings.DATA_DIR, dir.agent().toString());
    if (!settings.values().containsKey(BoardSettings.ROOT)) {
      places.put(BoardSettings.ROOT, tree(dir).toString());
      places.put(BoardSettings.SOURCES, "sysfs");
      places.put(JobSettings.ALLOW_SIMULATED, "true");
    }
    return places;
  }

  List<Part> parts() {
    return parts;
  }

  /** Makes the parts, and what they find; starts nothing. */
  void create(Settings settings, MeterRegistry metrics) {
    BoardSettings boards = new BoardSettings(settings.values());
    Path models = new JobSettings(settings.values()).models();
    try {
      if (boards.root().equals(tree(dir))) {
        SimulatedTree.write(tree(dir), TYPE, BOARDS, new DeviceNames(Catalogue.builtIn()));
      }
      if (models.startsWith(dir.agent())) {
        SampleModels.write(models);
      }
    } catch (IOException e) {
      throw new LocalSystemException(
          "Cannot write what the agent finds into %s: %s".formatted(dir.agent(), e), e);
    }
    for (Component made : HostAgent.parts(settings, metrics)) {
      parts.stream().filter(part -> part.name().equals(made.name())).forEach(part -> part.is(made));
    }
  }

  private static Path tree(DataDir dir) {
    return dir.agent().resolve("simulated-host");
  }
}
