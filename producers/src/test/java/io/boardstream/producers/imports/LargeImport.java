package io.boardstream.producers.imports;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.excel.ExcelReader;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.TopicCatalogue;
import io.boardstream.schemas.serde.RegistrySettings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Measures the import of a large Excel file; the broker shares its heap: {@code -Xmx512m
 * LargeImport FILE}, with a file that {@code LargeExcelTest FILE ROWS} has made.
 */
final class LargeImport {

  private LargeImport() {}

  public static void main(String[] args) throws Exception {
    Path file = Path.of(args[0]);
    Path folder = Files.createTempDirectory("large-import");
    try (EmbeddedBroker broker = EmbeddedBroker.start(folder.resolve("broker"), 0);
        EmbeddedRegistry registry = EmbeddedRegistry.start(folder.resolve("registry"), 0)) {
      try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
        admin
            .createTopics(
                List.of(
                    new NewTopic(TopicCatalogue.BENCHMARK_ROWS.name(), 6, (short) 1),
                    new NewTopic(TopicCatalogue.CDC_OFFSETS.name(), 1, (short) 1),
                    new NewTopic(TopicCatalogue.DEAD_LETTERS.name(), 1, (short) 1)))
            .all()
            .get();
      }
      Settings settings =
          Settings.load(
              List.of(KafkaSettings.DEFINITION, RegistrySettings.DEFINITION),
              null,
              Map.of(),
              Map.of(
                  KafkaSettings.BOOTSTRAP_SERVERS,
                  broker.bootstrapServers(),
                  RegistrySettings.URL,
                  registry.url().toString()));
      for (boolean again : List.of(false, false, true)) {
        run(settings, file, again);
      }
    }
  }

  private static void run(Settings settings, Path file, boolean again) throws InterruptedException {
    long start = System.nanoTime();
    FileOrigin origin = FileOrigin.of(file);
    ImportOutcome outcome =
        new SourceImport(settings, health -> {}, (written, total) -> {})
            .run(
                new SourceImport.Plan("large", "", origin.name(), origin.sha256()),
                new ExcelReader(file, "large", ExcelReader.Listener.NONE),
                again);
    System.out.printf(
        "%,d rows, unchanged %b, in %.1f s, heap at most %,d MiB%n",
        outcome.accepted(),
        outcome.unchanged(),
        (System.nanoTime() - start) / 1e9,
        Runtime.getRuntime().maxMemory() >> 20);
  }
}
