package io.boardstream.cli.local;

import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Settings;
import io.boardstream.sink.SinkSettings;
import io.boardstream.site.SiteSettings;
import io.boardstream.streams.StreamsSettings;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The whole system in this process: servers first, side by side, then the parts that use them.
 * Started once, closed once; closing while it starts is allowed.
 */
public final class LocalSystem implements AutoCloseable {

  /**
   * How to start.
   *
   * @param sample whether to put the sample nightly into an embedded database at its first start
   * @param agent whether to start an agent as well
   * @param config the settings file, for the commands that find this system; null for none
   */
  public record Options(boolean sample, boolean agent, @Nullable Path config) {}

  private static final Logger LOG = LoggerFactory.getLogger(LocalSystem.class);

  private final DataDir dir;
  private final Options options;
  private final Progress progress;
  private final DataDirLock lock;
  private final Servers servers;
  private final ApplicationParts applications;
  private final StatusEndpoint status;
  private final HealthWatch watch;
  private final Object startOrStop = new Object();
  private volatile boolean closing;
  private volatile @Nullable Thread starter;
  private boolean closed;

  /**
   * Takes the folder; starts nothing.
   *
   * @throws LocalSystemException when another system has the folder, or it cannot be used
   */
  public LocalSystem(DataDir dir, Settings settings, Options options, Progress progress) {
    this.dir = dir;
    this.options = options;
    this.progress = progress;
    Settings placed = placed(dir, settings, options);
    dir.create();
    this.lock = DataDirLock.take(dir);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    this.servers = new Servers(dir, placed, new FirstRows(dir, options.sample()), progress);
    this.applications =
        new ApplicationParts(
            progress,
            metrics,
            options.agent() ? Optional.of(new LocalAgent(dir, placed)) : Optional.empty());
    List<Component> parts = new ArrayList<>(servers.parts());
    parts.addAll(applications.parts());
    this.status = new StatusEndpoint(dir, placed, parts, this::whereabouts, metrics);
    this.watch = new HealthWatch(parts, progress);
  }

  /** Starts every part, and returns when all are up. */
  public void start() {
    synchronized (startOrStop) {
      starter = Thread.currentThread();
      try {
        failIfClosing();
        status.start();
        announce(false);
        servers.start();
        announce(false);
        applications.start(servers.settings(), this::failIfClosing);
        if (servers.sampleRows() > 0) {
          new FirstDocuments(servers.settings(), progress).await(this::failIfClosing);
        }
        watch.start();
      } finally {
        starter = null;
      }
    }
  }

  /** Where the parts are. */
  public Addresses addresses() {
    return servers.addresses();
  }

  /** Base URL of health, status and metrics, once started. */
  public String statusUrl() {
    return status.url();
  }

  /** The settings that the parts run with. */
  public Settings settings() {
    return servers.settings();
  }

  /** Tells a waiting {@code up --detach} that the start is over and all has been said. */
  public void announceReady() {
    announce(true);
  }

  /** Stops what runs, users before servers. */
  @Override
  public void close() {
    closing = true;
    Thread starting = starter;
    if (starting != null && starting != Thread.currentThread()) {
      // It may be waiting for servers that never come.
      starting.interrupt();
    }
    synchronized (startOrStop) {
      if (closed) {
        return;
      }
      closed = true;
      List<Runnable> steps =
          List.of(
              watch::close,
              applications::close,
              status::close,
              servers::close,
              this::announceStopped,
              lock::close);
      for (Runnable step : steps) {
        try {
          step.run();
        } catch (RuntimeException e) {
          // The others must be stopped all the same.
          LOG.error("Stopping", e);
        }
      }
    }
  }

  private void announce(boolean ready) {
    RunningSystem.ofThisProcess(status.url(), options.config(), addresses(), ready).write(dir);
  }

  private void announceStopped() {
    long self = ProcessHandle.current().pid();
    RunningSystem.lastOf(dir)
        .filter(last -> last.pid() == self)
        .ifPresent(last -> last.stopped().write(dir));
  }

  private Map<String, ?> whereabouts() {
    Addresses addresses = addresses();
    Map<String, @Nullable Object> all = new LinkedHashMap<>();
    all.put("kafka", addresses.kafka());
    all.put("postgres", addresses.postgres());
    all.put("registry", addresses.registry());
    all.put("documents", addresses.documents());
    all.put("site", addresses.site());
    all.put("data_dir", dir.toString());
    all.put("pid", ProcessHandle.current().pid());
    return all;
  }

  private void failIfClosing() {
    if (closing) {
      throw new LocalSystemException("Stopped while it started.");
    }
  }

  /** What has no place of its own goes into the data folder. */
  private static Settings placed(DataDir dir, Settings settings, Options options) {
    Map<String, String> places = new HashMap<>();
    if (options.agent()) {
      places.putAll(LocalAgent.places(dir, settings));
    }
    places.put(SinkSettings.DIR, dir.documents().toString());
    places.put(StreamsSettings.STATE_DIR, dir.streams().toString());
    places.put(MatrixSettings.CATALOGUE_DIR.name(), dir.catalogue().toString());
    places.put(SiteSettings.HISTORY_DIR, dir.history().toString());
    places.put(SiteSettings.PORT, Integer.toString(SitePort.of(dir, settings)));
    places.keySet().removeAll(settings.values().keySet());
    return settings.with(places);
  }
}
