package io.boardstream.cli;

import io.boardstream.cli.local.DataDir;
import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.producers.postgres.PostgresSlot;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.sink.SinkSettings;
import io.boardstream.streams.StreamsSettings;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All that was derived from the rows, and how to remove it. */
final class Reset {

  /** One thing to remove. */
  record Step(String what, Action action) {}

  /** Removes it. */
  @FunctionalInterface
  interface Action {
    void run() throws Exception;
  }

  private final DataDir dir;
  private final Settings settings;

  Reset(DataDir dir, Settings settings) {
    this.dir = dir;
    this.settings = settings;
  }

  /** What there is to remove, facts' readers first: an interrupted reset can be run again. */
  List<Step> steps() throws Exception {
    List<Step> steps = new ArrayList<>();
    slot(steps);
    if (isSet(KafkaSettings.BOOTSTRAP_SERVERS)) {
      steps.addAll(new TopicRemoval(settings).steps());
    } else if (Files.exists(dir.kafka())) {
      steps.add(
          new Step(
              "folder " + dir.kafka() + ", the embedded broker with all its topics",
              () -> delete(dir.kafka())));
    }
    state(steps);
    documents(steps);
    return steps;
  }

  private void slot(List<Step> steps) {
    String name = new PostgresSettings(settings.values()).getString(PostgresSettings.SLOT_NAME);
    if (isSet(PostgresSettings.URL)) {
      steps.add(
          new Step(
              "replication slot '%s' on %s"
                  .formatted(name, settings.values().get(PostgresSettings.URL)),
              () -> new PostgresSlot(settings).drop()));
    } else if (Files.exists(dir.postgres())) {
      steps.add(
          new Step(
              "replication slot '%s' in the embedded database".formatted(name),
              this::dropEmbeddedSlot));
    }
  }

  private void dropEmbeddedSlot() throws SQLException {
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(dir.postgres(), 0)) {
      Map<String, String> address =
          Map.of(
              PostgresSettings.URL, postgres.jdbcUrl(),
              PostgresSettings.USER, postgres.user(),
              PostgresSettings.PASSWORD, postgres.password());
      new PostgresSlot(settings.with(address)).drop();
    }
  }

  private void state(List<Step> steps) {
    Path folder =
        isSet(StreamsSettings.STATE_DIR)
            ? new StreamsSettings(settings.values()).stateDir()
            : dir.streams();
    if (Files.exists(folder)) {
      steps.add(new Step("folder " + folder + ", the state of the topology", () -> delete(folder)));
    }
  }

  private void documents(List<Step> steps) throws IOException {
    Path folder =
        isSet(SinkSettings.DIR) ? new SinkSettings(settings.values()).directory() : dir.documents();
    if (!Files.exists(folder)) {
      return;
    }
    List<String> names = documents(folder);
    if (!names.isEmpty()) {
      steps.add(
          new Step(
              "%,d documents in %s".formatted(names.size(), folder),
              () -> removeDocuments(folder, names)));
    }
  }

  /** Through the folder, whose lock tells whether a sink is writing there. */
  private static void removeDocuments(Path root, List<String> names) throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(root)) {
      for (String name : names) {
        folder.remove(name);
      }
      folder.sync();
    }
  }

  private static List<String> documents(Path folder) throws IOException {
    List<String> names =
        new ArrayList<>(List.of(DocumentFolder.COMPATIBILITY, DocumentFolder.INDEX));
    Path models = folder.resolve(DocumentFolder.MODELS);
    if (Files.isDirectory(models)) {
      try (DirectoryStream<Path> files =
          Files.newDirectoryStream(models, "*" + DocumentFolder.SUFFIX)) {
        files.forEach(file -> names.add(DocumentFolder.MODELS + "/" + file.getFileName()));
      }
    }
    names.removeIf(name -> Files.notExists(folder.resolve(name)));
    return names;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private boolean isSet(String key) {
    return settings.values().containsKey(key);
  }
}
