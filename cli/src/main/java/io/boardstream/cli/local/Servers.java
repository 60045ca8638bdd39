package io.boardstream.cli.local;

import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedPostgres;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.producers.postgres.CicdTables;
import io.boardstream.producers.postgres.PostgresSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import io.boardstream.sink.SinkSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Postgres, broker and registry of a local system. One whose address the settings name is somebody
 * else's, and is not started.
 */
final class Servers {

  private final DataDir dir;
  private final Settings settings;
  private final LocalSettings local;
  private final FirstRows firstRows;
  private final Progress progress;
  private final Map<Part, Runnable> starts = new LinkedHashMap<>();

  /** Settings that lead to what was started. */
  private final Map<String, String> found = new ConcurrentHashMap<>();

  private volatile @Nullable String libpqUrl;
  private volatile long sampleRows;

  Servers(DataDir dir, Settings settings, FirstRows firstRows, Progress progress) {
    this.dir = dir;
    this.settings = settings;
    this.local = new LocalSettings(settings.values());
    this.firstRows = firstRows;
    this.progress = progress;
    // A user's own server is not ours to list: the parts that use it say how it is doing.
    if (!isSet(PostgresSettings.URL)) {
      Part postgres = new Part("postgres", "starting");
      starts.put(postgres, () -> startPostgres(postgres));
    }
    if (!isSet(KafkaSettings.BOOTSTRAP_SERVERS)) {
      Part kafka = new Part("kafka", "starting");
      starts.put(kafka, () -> startKafka(kafka));
    }
    if (!isSet(RegistrySettings.URL)) {
      Part registry = new Part("registry", "starting");
      starts.put(registry, () -> startRegistry(registry));
    }
  }

  List<Part> parts() {
    return List.copyOf(starts.keySet());
  }

  /** Starts all side by side, and returns when all are ready or one has failed. */
  void start() {
    ExecutorService pool = Executors.newCachedThreadPool();
    try {
      CompletableFuture.allOf(
              starts.values().stream()
                  .map(start -> CompletableFuture.runAsync(start, pool))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    } finally {
      pool.shutdown();
    }
  }

  /** Rows of the sample that this start has put into the database. */
  long sampleRows() {
    return sampleRows;
  }

  /** The settings, with the addresses of what was started. */
  Settings settings() {
    return settings.with(found);
  }

  Addresses addresses() {
    Map<String, String> values = settings().values();
    return new Addresses(
        values.get(KafkaSettings.BOOTSTRAP_SERVERS),
        values.get(RegistrySettings.URL),
        libpqUrl == null ? libpqUrl(values) : libpqUrl,
        values.get(PostgresSettings.URL),
        values.get(PostgresSettings.USER),
        new SinkSettings(values).directory().toString(),
        SitePort.url(values));
  }

  void close() {
    List<CompletableFuture<Void>> closing = new ArrayList<>();
    parts().forEach(part -> closing.add(CompletableFuture.runAsync(part::close)));
    CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new)).join();
  }

  private void startPostgres(Part part) {
    long began = System.nanoTime();
    EmbeddedPostgres server = EmbeddedPostgres.start(dir.postgres(), local.postgresPort());
    part.is(new Server(part.name(), server::isHealthy, server));
    found.put(PostgresSettings.URL, server.jdbcUrl());
    found.put(PostgresSettings.USER, server.user());
    found.put(PostgresSettings.PASSWORD, server.password());
    found.put(PostgresSettings.PUBLICATION_AUTOCREATE, "true");
    if (!isSet(PostgresSettings.CICD_SCHEMA)) {
      found.put(PostgresSettings.CICD_SCHEMA, CicdTables.SCHEMA);
    }
    libpqUrl = server.libpqUrl();
    sampleRows = firstRows.prepare(settings());
    String sample = sampleRows == 0 ? "" : "  with %,d sample rows".formatted(sampleRows);
    progress.ready(part.name(), server.libpqUrl() + sample, since(began));
  }

  private void startKafka(Part part) {
    long began = System.nanoTime();
    EmbeddedBroker server = EmbeddedBroker.start(dir.kafka(), local.kafkaPort());
    part.is(new Server(part.name(), server::isHealthy, server));
    found.put(KafkaSettings.BOOTSTRAP_SERVERS, server.bootstrapServers());
    progress.ready(part.name(), server.bootstrapServers(), since(began));
  }

  private void startRegistry(Part part) {
    long began = System.nanoTime();
    EmbeddedRegistry server = EmbeddedRegistry.start(dir.registry(), local.registryPort());
    part.is(new Server(part.name(), server::isHealthy, server));
    found.put(RegistrySettings.URL, server.url().toString());
    progress.ready(part.name(), server.url().toString(), since(began));
  }

  private boolean isSet(String key) {
    return settings.values().containsKey(key);
  }

  /** A JDBC URL as psql takes it; the driver's own parameters are left out. */
  private static @Nullable String libpqUrl(Map<String, String> values) {
    String jdbc = values.get(PostgresSettings.URL);
    if (jdbc == null) {
      return null;
    }
    String rest = jdbc.replaceFirst("^jdbc:postgresql://", "").replaceFirst("\\?.*$", "");
    String user = values.get(PostgresSettings.USER);
    return "postgresql://" + (user == null ? "" : user + "@") + rest;
  }

  static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }
}
