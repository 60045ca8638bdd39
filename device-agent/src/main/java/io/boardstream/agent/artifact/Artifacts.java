package io.boardstream.agent.artifact;

import io.boardstream.agent.tti.TtiArchive;
import io.boardstream.avro.Artifact;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Takes the compiled artefact of a run out of its working folder, which is emptied afterwards. The
 * program that made it is not trusted: only a file inside its working folder is taken.
 */
public final class Artifacts {

  /** The property by which a program names it. */
  public static final String PATH = "artifact_path";

  /** Reading more than that would hold up the board for minutes. */
  private static final long MAX_MEASURED = 32L << 30;

  private final long maxBytes;

  /**
   * @param maxBytes of an artefact that is kept; a larger one is measured and dropped
   */
  public Artifacts(long maxBytes) {
    this.maxBytes = maxBytes;
  }

  /**
   * Keeps the artefact that a program reported.
   *
   * @param properties that the program reported
   * @param work the folder that it ran in
   * @param folder where the artefact is put
   */
  public LeftBehind keep(Map<String, String> properties, Path work, Path folder) {
    String reported = properties.get(PATH);
    if (reported == null || reported.isEmpty()) {
      return LeftBehind.nothing();
    }
    try {
      return kept(reported, work, folder);
    } catch (IOException | InvalidPathException e) {
      return without("The artefact %s is not kept: %s".formatted(reported, e.getMessage()));
    }
  }

  private LeftBehind kept(String reported, Path work, Path folder) throws IOException {
    Path root = work.toRealPath();
    Path named = root.resolve(reported).normalize();
    if (!Files.exists(named)) {
      return without("There is no file at %s, which was reported".formatted(reported));
    }
    Path file = named.toRealPath();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      return without(
          "The artefact %s is not kept: it is no file in the working folder".formatted(reported));
    }
    List<String> warnings = new ArrayList<>();
    long size = Files.size(file);
    if (size > MAX_MEASURED) {
      return without(
          "The artefact %s of %d bytes is too large to measure".formatted(reported, size));
    }
    Path place = null;
    if (size > maxBytes) {
      warnings.add(
          "The artefact %s is not kept: it has %d bytes, %d are allowed"
              .formatted(reported, size, maxBytes));
    } else {
      Files.createDirectories(folder);
      place = folder.resolve(safe(named.getFileName().toString()));
      Files.move(file, place, StandardCopyOption.REPLACE_EXISTING);
      file = place;
    }
    Artifact.Builder artifact =
        Artifact.newBuilder()
            .setPath(place == null ? null : place.toString())
            .setBytes(size)
            .setSha256(sha256(file));
    if (reported.endsWith(".tti")) {
      try {
        artifact.setTti(TtiArchive.read(file).summary());
      } catch (IOException e) {
        warnings.add("The artefact %s cannot be read: %s".formatted(reported, e.getMessage()));
      }
    }
    return new LeftBehind(Optional.of(artifact.build()), warnings);
  }

  private static LeftBehind without(String warning) {
    return new LeftBehind(Optional.empty(), List.of(warning));
  }

  /** Never the name of what else is kept of an attempt. */
  private static String safe(String name) {
    return "artifact-" + name.replaceAll("[^A-Za-z0-9._-]", "_");
  }

  private static String sha256(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
