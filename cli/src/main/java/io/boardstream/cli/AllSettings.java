package io.boardstream.cli;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.model.ModelSettings;
import io.boardstream.cli.local.LocalSettings;
import io.boardstream.matrix.settings.EventKeys;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.matrix.settings.RegressionKeys;
import io.boardstream.matrix.settings.SelectionKeys;
import io.boardstream.notifier.NotifierSettings;
import io.boardstream.producers.catalogue.CatalogueSettings;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.HttpSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import io.boardstream.sink.SinkSettings;
import io.boardstream.site.SiteSettings;
import io.boardstream.streams.StreamsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.ConfigDef;
import org.jspecify.annotations.Nullable;

/** The keys of all parts: one settings file serves every command. */
final class AllSettings {

  /** Heading for people, and keys, in the order in which data flows. */
  record Section(String heading, ConfigDef definition) {}

  static final List<Section> SECTIONS =
      List.of(
          new Section("Kafka, and how its topics are named", KafkaSettings.DEFINITION),
          new Section("Schema registry", RegistrySettings.DEFINITION),
          new Section("The benchmark database", PostgresSettings.DEFINITION),
          new Section("Which rows of the four tables count", keys(SelectionKeys.KEYS)),
          new Section("Which events of agents count", keys(EventKeys.KEYS)),
          new Section("The topology", StreamsSettings.DEFINITION),
          new Section("The matrix", keys(MatrixSettings.KEYS)),
          new Section("What counts as a regression", keys(RegressionKeys.KEYS)),
          new Section("The files of the catalogue", CatalogueSettings.DEFINITION),
          new Section("The documents", SinkSettings.DEFINITION),
          new Section("The boards of this host", BoardSettings.DEFINITION),
          new Section("The jobs of this host", JobSettings.DEFINITION),
          new Section("Where models of jobs come from", ModelSettings.DEFINITION),
          new Section("The site", SiteSettings.DEFINITION),
          new Section("The notifier", NotifierSettings.DEFINITION),
          new Section("Health and metrics", HttpSettings.DEFINITION),
          new Section("Ports of the local system", LocalSettings.DEFINITION));

  private AllSettings() {}

  private static ConfigDef keys(List<MatrixSettings.Key> keys) {
    ConfigDef definition = new ConfigDef();
    keys.forEach(
        key ->
            definition.define(
                key.name(),
                ConfigDef.Type.STRING,
                key.defaultValue(),
                ConfigDef.Importance.MEDIUM,
                key.doc()));
    return definition;
  }

  /** From a file, or none, and the environment. */
  static Settings load(@Nullable Path file) {
    return load(file, System.getenv());
  }

  static Settings load(@Nullable Path file, Map<String, String> environment) {
    return Settings.load(
        SECTIONS.stream().map(Section::definition).toList(), file, environment, Map.of());
  }
}
