package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Where the local system keeps its data, which is also how other commands find it. */
final class DataDirOption {

  @Option(
      names = "--data-dir",
      paramLabel = "DIR",
      defaultValue = "${env:BOARDSTREAM_DATA_DIR:-boardstream-data}",
      description =
          "Folder of the local system. Default: the variable BOARDSTREAM_DATA_DIR, or else"
              + " ./boardstream-data.")
  private Path path = Path.of("boardstream-data");

  DataDir dataDir() {
    return new DataDir(path);
  }
}
