package io.boardstream.cli.local;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.catalogue.CatalogueFiles;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;

/** What decides the matrix, from settings and the files that they name. */
public final class Matrix {

  private Matrix() {}

  /**
   * Reads and checks all of it.
   *
   * @throws SettingsException when a value is wrong, or a file cannot be read or used
   */
  public static MatrixSettings of(Settings settings) {
    try {
      MatrixSettings matrix = MatrixSettings.of(settings.values(), new CatalogueFiles());
      // Parsed here so that a wrong file is a wrong setting, not an error in the middle of the
      // work.
      matrix.catalogue();
      matrix.overrides();
      return matrix;
    } catch (IllegalArgumentException | CatalogueException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }
}
