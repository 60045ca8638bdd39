package io.boardstream.producers.catalogue;

import io.boardstream.matrix.catalogue.CatalogueException;
import io.boardstream.matrix.settings.MatrixSettings;
import io.boardstream.runtime.Component;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.Topic;
import io.boardstream.schemas.serde.AvroSerdes;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.utils.ExponentialBackoff;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the topics of the catalogue as the files say, while they change. Files that are wrong, or
 * gone, leave the catalogue as it was, and health says what is wrong with them.
 */
public final class CatalogueProducer implements Component {

  private static final Logger LOG = LoggerFactory.getLogger(CatalogueProducer.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(20);

  /**
   * What a look at the files saw.
   *
   * @param problem why they cannot be used; empty when they can
   */
  private record Look(Optional<MatrixSettings> settings, Optional<String> problem) {}

  private final Map<String, String> values;
  private final Duration poll;
  private final CatalogueTopics topics;
  private final Counter written;
  private final ExponentialBackoff backoff = new ExponentialBackoff(100, 2, 5_000, 0.2);
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile Health health = Health.starting("not started");
  private volatile @Nullable Thread worker;
  private List<Path> seenFolders = List.of();

  /**
   * Reads the files once; starts nothing.
   *
   * @throws SettingsException when they cannot be used
   */
  public CatalogueProducer(Settings settings, MeterRegistry metrics) {
    this.values = settings.values();
    this.poll = new CatalogueSettings(values).poll();
    this.topics = new CatalogueTopics(new KafkaSettings(values), new AvroSerdes(values));
    this.written =
        Counter.builder("boardstream.catalogue.written")
            .description("Records of catalogue and overrides written, because the files changed")
            .register(metrics);
    look()
        .problem()
        .ifPresent(
            problem -> {
              throw new SettingsException(problem);
            });
  }

  @Override
  public String name() {
    return "catalogue";
  }

  @Override
  public void start() {
    health = Health.starting("writing the catalogue");
    Thread thread = new Thread(this::work, "catalogue");
    thread.setDaemon(true);
    worker = thread;
    thread.start();
  }

  @Override
  public Health health() {
    return health;
  }

  @Override
  public void close() {
    closed.countDown();
    Thread thread = worker;
    if (thread != null) {
      thread.interrupt();
      try {
        thread.join(CLOSE_TIMEOUT.toMillis());
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    topics.close();
    health = Health.stopped();
  }

  private void work() {
    try {
      Look before = look();
      Look done = new Look(Optional.empty(), Optional.empty());
      Look seen = before;
      while (true) {
        // Once two looks saw the same: a file may be read while it is being written.
        if (seen.equals(before) && !seen.equals(done)) {
          take(seen);
          done = seen;
        }
        if (closed.await(poll.toMillis(), TimeUnit.MILLISECONDS)) {
          return;
        }
        before = seen;
        seen = look();
      }
    } catch (InterruptedException | InterruptException e) {
      LOG.debug("Closed while it worked", e);
    } catch (RuntimeException e) {
      LOG.error("The catalogue is not watched any longer", e);
      health = Health.failed("ended by an error, see the log; restart it once mended: " + e);
    }
  }

  private void take(Look look) throws InterruptedException {
    if (look.settings().isPresent()) {
      Map<Topic, Map<String, SpecificRecord>> wanted = Generation.of(look.settings().get());
      if (!make(wanted)) {
        return;
      }
      health = Health.up();
    } else {
      String problem = look.problem().orElseThrow();
      LOG.warn("The catalogue stays as it was: {}", problem);
      health = Health.waiting("The catalogue stays as it was, until this is mended: " + problem);
    }
  }

  /** Returns false when somebody else has taken over. */
  private boolean make(Map<Topic, Map<String, SpecificRecord>> wanted) throws InterruptedException {
    for (int attempt = 0; ; attempt++) {
      try {
        int records = topics.make(wanted);
        written.increment(records);
        if (records > 0) {
          LOG.info("Wrote {} changed records of catalogue and overrides", records);
        }
        return true;
      } catch (InterruptException e) {
        throw e;
      } catch (RuntimeException e) {
        topics.reset();
        if (isFenced(e)) {
          health =
              Health.failed("another process writes the catalogue of this Kafka now; run only one");
          closed.countDown();
          return false;
        }
        if (Thread.currentThread().isInterrupted()) {
          throw new InterruptedException("closed");
        }
        LOG.warn("Writing the catalogue failed; trying again", e);
        health = Health.waiting("Cannot write the catalogue: " + e.getMessage());
        if (closed.await(backoff.backoff(attempt), TimeUnit.MILLISECONDS)) {
          throw new InterruptedException("closed");
        }
      }
    }
  }

  /** Reads the files; a folder that was there and is gone is a problem, not an empty catalogue. */
  private Look look() {
    try {
      List<Path> folders =
          MatrixSettings.watched(values).stream().filter(Files::isDirectory).toList();
      for (Path folder : seenFolders) {
        if (!folders.contains(folder)) {
          return new Look(Optional.empty(), Optional.of("the folder " + folder + " is gone"));
        }
      }
      MatrixSettings settings = MatrixSettings.of(values, new CatalogueFiles());
      settings.catalogue();
      settings.overrides();
      seenFolders = folders;
      return new Look(Optional.of(settings), Optional.empty());
    } catch (SettingsException | IllegalArgumentException | CatalogueException e) {
      return new Look(Optional.empty(), Optional.of(String.valueOf(e.getMessage())));
    }
  }

  private static boolean isFenced(@Nullable Throwable e) {
    return e != null
        && (e instanceof ProducerFencedException
            || e instanceof InvalidProducerEpochException
            || isFenced(e.getCause()));
  }
}
