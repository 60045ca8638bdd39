package io.boardstream.sink;

import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.settings.DocumentKeys;
import io.boardstream.runtime.SettingsException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Where the documents go, what they say, and how often the full ones are written. */
public final class SinkSettings extends AbstractConfig {

  /**
   * Folder of the documents; made when it does not exist. One sink writes to it; every {@code
   * models/*.json} in it that has no model is removed, so give it a folder of its own. Empty for
   * none, where {@link BucketSettings#BUCKET} is set. Needs a restart.
   */
  public static final String DIR = "documents.dir";

  /**
   * Least time between two writes of {@code compatibility.json} and {@code index.json},
   * milliseconds, 0 to 3,600,000. The first change after a quiet time is written at once whatever
   * this says. Too low spends the disk on documents that nobody fetches so often; too high shows
   * the website old words. Needs a restart.
   */
  public static final String FULL_INTERVAL_MS = "documents.full.interval.ms";

  public static final ConfigDef DEFINITION = definition();

  private final DocumentSettings documents;
  private final BucketSettings bucket;

  /**
   * Checks the settings.
   *
   * @throws SettingsException when a value is out of range
   */
  public SinkSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
    try {
      documents = DocumentKeys.settings(values);
      bucket = new BucketSettings(values);
      if (folder().isEmpty() && !bucket.isSet()) {
        throw new IllegalArgumentException(
            DIR + " is empty, and " + BucketSettings.BUCKET + " too: nowhere to write.");
      }
    } catch (IllegalArgumentException e) {
      throw new SettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * The folder of the documents.
   *
   * @throws SettingsException when documents go to a bucket alone
   */
  public Path directory() {
    return folder()
        .orElseThrow(
            () -> new SettingsException(DIR + " is empty, but the folder of documents is needed."));
  }

  /** The folder, unless documents go to a bucket alone. */
  public Optional<Path> folder() {
    if (getString(DIR).isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Path.of(getString(DIR)).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      throw new IllegalArgumentException(DIR + " is not a folder name: " + e.getMessage(), e);
    }
  }

  /** The bucket, unless documents go to a folder alone. */
  Optional<BucketSettings> bucket() {
    return Optional.of(bucket).filter(BucketSettings::isSet);
  }

  public Duration fullInterval() {
    return Duration.ofMillis(getLong(FULL_INTERVAL_MS));
  }

  public DocumentSettings documents() {
    return documents;
  }

  private static ConfigDef definition() {
    ConfigDef definition =
        new ConfigDef()
            .define(
                DIR,
                ConfigDef.Type.STRING,
                "documents",
                ConfigDef.Importance.HIGH,
                "Folder of the documents; models/*.json in it without a model are removed. May be empty"
                    + " with a bucket.")
            .define(
                FULL_INTERVAL_MS,
                ConfigDef.Type.LONG,
                1_000,
                ConfigDef.Range.between(0, 3_600_000),
                ConfigDef.Importance.LOW,
                "Least time between two writes of compatibility.json and index.json, ms.");
    DocumentKeys.KEYS.forEach(
        key ->
            definition.define(
                key.name(),
                ConfigDef.Type.STRING,
                key.defaultValue(),
                ConfigDef.Importance.MEDIUM,
                key.doc()));
    BucketSettings.DEFINITION.configKeys().values().forEach(definition::define);
    return definition;
  }
}
