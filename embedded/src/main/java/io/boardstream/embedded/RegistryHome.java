package io.boardstream.embedded;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where the registry's distribution lies: the system property {@code boardstream.registry.home}, or
 * {@code registry} next to our own jar or classes, or next to the folder of the jars.
 */
final class RegistryHome {

  static final String PROPERTY = "boardstream.registry.home";

  private RegistryHome() {}

  /** The jar to run. */
  static Path runner() {
    List<Path> candidates = candidates();
    return candidates.stream()
        .map(RegistryHome::runnerIn)
        .flatMap(Optional::stream)
        .findFirst()
        .orElseThrow(
            () ->
                new EmbeddedException(
                    "The schema registry's programs are in none of %s. Build the module 'embedded' first, or set -D%s to the folder with its *-runner.jar."
                        .formatted(candidates, PROPERTY)));
  }

  private static List<Path> candidates() {
    String configured = System.getProperty(PROPERTY);
    if (configured != null) {
      return List.of(Path.of(configured).toAbsolutePath());
    }
    Path here = ourselves().toAbsolutePath();
    return Stream.of(here.resolveSibling("registry"), here.resolve("../../registry"))
        .map(Path::normalize)
        .toList();
  }

  private static Path ourselves() {
    CodeSource source = RegistryHome.class.getProtectionDomain().getCodeSource();
    try {
      return Path.of(source.getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new EmbeddedException("Cannot tell where this program lies: " + e, e);
    }
  }

  private static Optional<Path> runnerIn(Path folder) {
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith("-runner.jar")).findFirst();
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
