package io.boardstream.runtime;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Texts that settings name. */
public final class TextFiles {

  private TextFiles() {}

  /**
   * The text of a file.
   *
   * @throws SettingsException when it cannot be read
   */
  public static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new SettingsException("Cannot read the catalogue file " + file + ": " + e, e);
    }
  }

  /**
   * The YAML files in a folder, by name; none when there is no such folder. What editors leave
   * beside a file ({@code .devices.yaml.swp}, {@code devices.yaml~}) is not among them.
   *
   * @throws SettingsException when the folder cannot be read
   */
  public static List<Path> yaml(Path folder) {
    List<Path> files = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path file : all) {
        if (isYaml(String.valueOf(file.getFileName())) && Files.isRegularFile(file)) {
          files.add(file);
        }
      }
    } catch (NoSuchFileException e) {
      return List.of();
    } catch (NotDirectoryException e) {
      throw new SettingsException(folder + " is to be a folder of YAML files, but is none", e);
    } catch (IOException e) {
      throw new SettingsException("Cannot read the catalogue folder " + folder + ": " + e, e);
    }
    files.sort(null);
    return files;
  }

  private static boolean isYaml(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return !lower.startsWith(".") && (lower.endsWith(".yaml") || lower.endsWith(".yml"));
  }
}
