package io.boardstream.batch;

import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** Holds a folder of live documents against a conversion of the same rows. */
public final class Compare {

  private Compare() {}

  /**
   * Compares byte for byte, but for {@code generated_at}. Only reads; the folder may be in use.
   *
   * @return what differs, by name of the document; empty when live equals batch
   */
  public static List<Difference> folder(Path live, Converted batch) throws IOException {
    List<Difference> differences = new ArrayList<>();
    SortedSet<String> names = batch.names();
    Optional<byte[]> compatibility = WholeFile.read(live.resolve(DocumentFolder.COMPATIBILITY));
    for (String name : names) {
      Optional<byte[]> present =
          name.equals(DocumentFolder.COMPATIBILITY)
              ? compatibility
              : WholeFile.read(live.resolve(name));
      if (present.isEmpty()) {
        differences.add(new Difference(name, Difference.Kind.MISSING, List.of()));
      } else {
        differ(name, present.get(), batch.againstLive(name, compatibility))
            .ifPresent(differences::add);
      }
    }
    for (String name : models(live)) {
      if (!names.contains(name)) {
        differences.add(new Difference(name, Difference.Kind.UNEXPECTED, List.of()));
      }
    }
    return differences;
  }

  private static Optional<Difference> differ(String name, byte[] live, byte[] batch) {
    return Arrays.equals(live, batch)
        ? Optional.empty()
        : Optional.of(
            new Difference(name, Difference.Kind.DIFFERENT, JsonDifference.lines(live, batch)));
  }

  private static List<String> models(Path live) throws IOException {
    Path models = live.resolve(DocumentFolder.MODELS);
    List<String> names = new ArrayList<>();
    if (Files.isDirectory(models)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(models, "*" + DocumentFolder.SUFFIX)) {
        files.forEach(file -> names.add(DocumentFolder.MODELS + "/" + file.getFileName()));
      }
    }
    names.sort(null);
    return names;
  }
}
