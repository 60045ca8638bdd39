package io.boardstream.agent.frontend;

import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The Python programs of the frontends that are shipped. They need a place on the disk. */
public final class Harnesses {

  /** Name of their folder among the data of an agent. */
  public static final String FOLDER = "harness";

  private static final List<String> FILES =
      List.of(
          "boardstream_report.py",
          "boardstream_tensors.py",
          "boardstream_models.py",
          "tt_torch_harness.py",
          "pybuda_options.py",
          "pybuda_harness.py");

  private Harnesses() {}

  /** Writes them into a folder: those of this version, whatever was there. */
  public static void unpack(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String file : FILES) {
        WholeFile.replace(folder.resolve(file), content(file));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("The harnesses cannot be written to " + folder, e);
    }
  }

  private static byte[] content(String file) throws IOException {
    try (InputStream in = Harnesses.class.getResourceAsStream("harness/" + file)) {
      if (in == null) {
        throw new IllegalStateException("The class path lacks harness/" + file);
      }
      return in.readAllBytes();
    }
  }
}
