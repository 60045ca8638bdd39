package io.boardstream.cli.local;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

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
      MatrixSettings matrix = MatrixSettings.of(settings.values(), Matrix::text);
      // Parsed here so that a wrong file is a wrong setting, not an error in the middle of the
      // work.
      matrix.catalogue();
      return matrix;
    } catch (IllegalArgumentException | CatalogueException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new SettingsException("Cannot read the catalogue file " + file + ": " + e, e);
    }
  }
}
