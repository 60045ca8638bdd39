package io.boardstream.batch;

import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
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
    return documents(LiveDocuments.inFolder(live), batch);
  }

  /**
   * As {@link #folder}, wherever the documents stand.
   *
   * @return what differs, by name of the document; empty when live equals batch
   */
  public static List<Difference> documents(LiveDocuments live, Converted batch) throws IOException {
    List<Difference> differences = new ArrayList<>();
    SortedSet<String> names = batch.names();
    Optional<byte[]> compatibility = live.read(DocumentFolder.COMPATIBILITY);
    for (String name : names) {
      Optional<byte[]> present =
          name.equals(DocumentFolder.COMPATIBILITY) ? compatibility : live.read(name);
      if (present.isEmpty()) {
        differences.add(new Difference(name, Difference.Kind.MISSING, List.of()));
      } else {
        differ(name, present.get(), batch.againstLive(name, compatibility))
            .ifPresent(differences::add);
      }
    }
    for (String name : live.models()) {
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
}
