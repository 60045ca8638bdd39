package io.boardstream.producers.catalogue;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** How the files of the catalogue are watched; which files, the settings of the matrix say. */
public final class CatalogueSettings extends AbstractConfig {

  /**
   * Milliseconds between two looks at the files, 50 to 60,000. A change counts once two looks saw
   * the same, so it is on the topics after one to two of these. The files are read at each look,
   * because folders on a network do not tell of changes. Needs a restart.
   */
  public static final String POLL_MS = "catalogue.poll.ms";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              POLL_MS,
              ConfigDef.Type.LONG,
              500,
              ConfigDef.Range.between(50, 60_000),
              ConfigDef.Importance.LOW,
              "Milliseconds between two looks at the files of the catalogue; a change counts once two"
                  + " looks saw the same.");

  public CatalogueSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  Duration poll() {
    return Duration.ofMillis(getLong(POLL_MS));
  }
}
