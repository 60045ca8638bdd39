package io.boardstream.agent.boards;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.boardstream.matrix.catalogue.Catalogue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;

/** What the tests of this package share. */
final class Boards {

  static final DeviceNames NAMES = new DeviceNames(Catalogue.builtIn());
  static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");

  private Boards() {}

  static Snapshot parse(String json) {
    return new TtSmiJson(NAMES).parse(json, "the capture");
  }

  static Sighting sighting(String json) {
    return Discovery.of(parse(json), NAMES, NOW);
  }

  /** One chip with these members of {@code board_info} and {@code telemetry}, without braces. */
  static Chip chip(String boardInfo, String telemetry) {
    return parse(
            "{\"device_info\": [{\"board_info\": {%s}, \"telemetry\": {%s}}]}"
                .formatted(boardInfo, telemetry))
        .chips()
        .get(0);
  }

  /** A real capture, where the shared data is beside the repository. */
  static String capture(String name) throws IOException {
    Path near = Path.of("../../shared/data/tt_smi", name);
    Path beside = Path.of("../../../shared/data/tt_smi", name);
    Path file = Files.exists(near) ? near : beside;
    assumeTrue(Files.exists(file), "the shared data is not beside the repository");
    return Files.readString(file);
  }
}
