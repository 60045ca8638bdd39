package io.boardstream.producers.imports;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.producers.FileReader;
import io.boardstream.producers.facts.FactLog;
import io.boardstream.producers.facts.RowRecords;
import io.boardstream.producers.facts.SourcePosition;
import io.boardstream.producers.facts.TopicScan;
import io.boardstream.producers.postgres.CapturedSource;
import io.boardstream.runtime.Health;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.CicdKeys;
import io.boardstream.schemas.serde.AvroSerdes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Makes the rows of a source on {@code benchmark.rows} equal to those of a file: each row with a
 * version that is newer than all earlier ones, then a grave for each row that is no more.
 *
 * <p>The file is read twice: first to see that it can be.
 *
 * <p>Guarantees: what has been imported completely is not written again; two imports of one source
 * never mix; one that was broken off changes rows only to what the file says, and the next one
 * completes it, whichever file that is of. Until it is complete, readers see rows of both.
 */
public final class SourceImport {

  /** Rows of one transaction: readers wait for no more than these. */
  private static final int BATCH = 2_000;

  private static final int MAX_EXAMPLES = 20;

  private final KafkaSettings kafka;
  private final RowRecords records;
  private final Consumer<Health> health;
  private final Progress progress;

  /** Learns how far the writing is. */
  @FunctionalInterface
  public interface Progress {
    void accept(long written, long total);
  }

  /**
   * Connects to nothing yet.
   *
   * @param health told when the broker or the registry is away, and when it is back
   */
  public SourceImport(Settings settings, Consumer<Health> health, Progress progress) {
    this.progress = progress;
    this.kafka = new KafkaSettings(settings.values());
    this.records =
        new RowRecords(
            kafka.topicsPrefix(),
            new AvroSerdes(settings.values()).values(BenchmarkRow.class).serializer());
    this.health = health;
  }

  /**
   * What is imported.
   *
   * @param source name of the source; its keys begin with it and a slash
   * @param scope beginning of the row ids that the import is about, and no others; empty for all
   * @param name of the file, for people
   * @param fingerprint hash of all that decides the rows
   */
  public record Plan(String source, String scope, String name, String fingerprint) {}

  /**
   * Imports, and waits while the broker or the registry is away.
   *
   * @param rows all rows within the scope; ids are unique
   * @param again import even what has been imported already
   * @throws io.boardstream.producers.RowReaderException when the file cannot be read to its end;
   *     then nothing has been written, unless the file was changed meanwhile
   * @throws SourceNameException when the source is not one for files
   * @throws io.boardstream.producers.facts.TakenOverException when another import of the source has
   *     begun
   * @throws InterruptedException when the thread is interrupted while it waits
   */
  public ImportOutcome run(Plan plan, FileReader rows, boolean again) throws InterruptedException {
    try (FactLog log =
        new FactLog(kafka, plan.source(), ImportPosition.key(plan.source()), health, () -> {})) {
      requireOwnName(plan.source(), log);
      Optional<SourcePosition> stored = log.open();
      Optional<ImportPosition> last = stored.flatMap(ImportPosition::read);
      if (!again
          && last.filter(ImportPosition::complete)
              .filter(position -> position.fingerprint().equals(plan.fingerprint()))
              .isPresent()) {
        return new ImportOutcome(true, last.get().rows(), 0, 0, List.of(), 0);
      }
      // A file that cannot be read to its end must not be imported by half.
      long[] total = {0};
      rows.readRaw(row -> total[0]++);
      String prefix = plan.source() + "/" + plan.scope();
      TopicScan.LiveKeys alive = log.scan().liveKeys(records.topic(), prefix);
      long epoch = Math.max(stored.map(SourcePosition::epoch).orElse(-1L), alive.epoch()) + 1;
      Pass pass = new Pass(plan, log, epoch, alive.keys(), total[0]);
      try {
        rows.readRaw(pass::take);
      } catch (BrokenOffException e) {
        throw e.interruption();
      }
      return pass.end();
    }
  }

  /**
   * Before anything is fenced or written: an import of a captured source would take back all of its
   * rows, and a slash would make the rows of one source look like those of another.
   */
  private static void requireOwnName(String source, FactLog log) throws InterruptedException {
    if (source.isBlank() || source.contains("/")) {
      throw new SourceNameException(
          "'%s' cannot be the name of a source: it must say something, and have no slash."
              .formatted(source));
    }
    List<String> captured = new ArrayList<>(List.of(source));
    String ofTables = CicdKeys.rowSource("");
    if (source.endsWith(ofTables)) {
      captured.add(source.substring(0, source.length() - ofTables.length()));
    }
    for (String name : captured) {
      if (log.positionOf(CapturedSource.positionKey(name)).isPresent()) {
        throw new SourceNameException(
            "The source '%s' is captured from a database; give the file another name by --source."
                .formatted(source));
      }
    }
  }

  private final class Pass {
    private final Plan plan;
    private final FactLog log;
    private final long epoch;

    /** Keys that were alive before and that the file has not named yet. */
    private final Set<String> unmet;

    private final long total;
    private final List<FileReader.RawRow> batch = new ArrayList<>();
    private final List<MappedRow.Rejected> examples = new ArrayList<>();
    private long written;
    private long accepted;
    private long withoutModel;
    private long rejected;

    Pass(Plan plan, FactLog log, long epoch, Set<String> alive, long total) {
      this.total = total;
      this.plan = plan;
      this.log = log;
      this.epoch = epoch;
      // Not copied: of a large file these keys are most of the memory.
      this.unmet = alive;
    }

    void take(FileReader.RawRow raw) {
      batch.add(raw);
      unmet.remove(key(rowId(raw.row())));
      if (raw.row() instanceof MappedRow.Accepted row) {
        accepted++;
        withoutModel += row.row().getMlModelName().filter(n -> !n.isBlank()).isPresent() ? 0 : 1;
      } else if (raw.row() instanceof MappedRow.Rejected row) {
        rejected++;
        if (examples.size() < MAX_EXAMPLES) {
          examples.add(row);
        }
      }
      if (batch.size() == BATCH) {
        try {
          flush();
        } catch (InterruptedException e) {
          throw new BrokenOffException(e);
        }
      }
    }

    ImportOutcome end() throws InterruptedException {
      flush();
      log.append(
          () ->
              unmet.stream()
                  .sorted()
                  .map(key -> records.grave(key, new FactVersion(epoch, written)))
                  .toList());
      log.append(List::of, position(true));
      return new ImportOutcome(false, accepted, withoutModel, rejected, examples, unmet.size());
    }

    private void flush() throws InterruptedException {
      if (batch.isEmpty()) {
        return;
      }
      long first = written;
      written += batch.size();
      log.append(() -> encoded(first), position(false));
      batch.clear();
      progress.accept(written, total);
    }

    private SourcePosition position(boolean complete) {
      return new ImportPosition(plan.name(), plan.fingerprint(), written, complete)
          .in(plan.source(), epoch);
    }

    private List<ProducerRecord<byte[], byte[]>> encoded(long first) {
      List<ProducerRecord<byte[], byte[]>> all = new ArrayList<>(batch.size());
      for (int i = 0; i < batch.size(); i++) {
        FileReader.RawRow raw = batch.get(i);
        String key = key(rowId(raw.row()));
        FactVersion version = new FactVersion(epoch, first + i);
        if (raw.row() instanceof MappedRow.Accepted row) {
          BenchmarkRow versioned = BenchmarkRow.newBuilder(row.row()).setVersion(version).build();
          all.add(records.alive(key, versioned, version));
        } else if (raw.row() instanceof MappedRow.Rejected row) {
          // A row that cannot be read must not leave its old value standing as the truth.
          all.add(records.deadLetter(key, plan.name(), row, raw.columns()));
          all.add(records.grave(key, version));
        }
      }
      return all;
    }

    private String key(String rowId) {
      return plan.source() + "/" + rowId;
    }
  }

  private static String rowId(MappedRow row) {
    return row instanceof MappedRow.Accepted accepted
        ? accepted.row().getRowId()
        : ((MappedRow.Rejected) row).rowId();
  }

  /** Carries an interruption through a reader that knows of none. */
  private static final class BrokenOffException extends RuntimeException {

    private final InterruptedException interruption;

    BrokenOffException(InterruptedException interruption) {
      super(interruption);
      this.interruption = interruption;
    }

    InterruptedException interruption() {
      return interruption;
    }
  }
}
