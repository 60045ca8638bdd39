package io.boardstream.batch;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.producers.catalogue.CatalogueFiles;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigDef;

/** The settings of a conversion: those that decide the live documents, and no others. */
public final class ConvertSettings {

  public static final ConfigDef DEFINITION = definition();

  private ConvertSettings() {}

  /**
   * A conversion with these settings. Reads the files of the catalogue.
   *
   * @throws SettingsException when a value is out of range, or a catalogue file cannot be read or
   *     understood
   */
  public static Convert convert(Settings settings) {
    try {
      return new Convert(
          MatrixSettings.of(settings.values(), new CatalogueFiles()),
          DocumentKeys.settings(settings.values()));
    } catch (IllegalArgumentException | CatalogueException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static ConfigDef definition() {
    ConfigDef definition = new ConfigDef();
    Stream.concat(MatrixSettings.KEYS.stream(), DocumentKeys.KEYS.stream())
        .forEach(
            key ->
                definition.define(
                    key.name(),
                    ConfigDef.Type.STRING,
                    key.defaultValue(),
                    ConfigDef.Importance.MEDIUM,
                    key.doc()));
    return definition;
  }
}
