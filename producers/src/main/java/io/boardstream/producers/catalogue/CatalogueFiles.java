package io.boardstream.producers.catalogue;

import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.runtime.TextFiles;
import java.nio.file.Path;
import java.util.List;

/** The files that the settings of the matrix name, from the file system. */
public final class CatalogueFiles implements MatrixSettings.Files {

  @Override
  public String text(Path file) {
    return TextFiles.text(file);
  }

  @Override
  public List<Path> yaml(Path folder) {
    return TextFiles.yaml(folder);
  }
}
