package io.boardstream.batch.audit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.batch.Converted;
import io.boardstream.batch.RowCounts;
import io.boardstream.matrix.documents.Documents;
import io.boardstream.matrix.evidence.RunAssembly;
import io.boardstream.matrix.fold.BatchMatrix;
import io.boardstream.matrix.fold.MatrixRules;
import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.postgres.DatabaseSource;
import io.boardstream.producers.postgres.PostgresMoment;
import io.boardstream.producers.postgres.PostgresProgress;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.schemas.TopicCatalogue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Recomputes everything from the sources and holds it against everything that is live, key by key.
 *
 * <p>Only equality proves anything: whatever is waited for, and however it is found out that
 * something has changed, can make an audit fail or put a model off to the next round, but never let
 * a wrong one pass. Reads only. Used by one thread.
 */
public final class Audit implements AutoCloseable {

  private static final Duration BETWEEN_NUDGES = Duration.ofSeconds(1);

  private final AuditPlan plan;
  private final Consumer<String> progress;
  private final LiveTopics live;
  private final Editors editors;
  private final Stages stages;

  /**
   * Opens the topics.
   *
   * @param progress told what is being done, a line each
   * @throws AuditException when a topic does not exist
   */
  public Audit(AuditPlan plan, Consumer<String> progress) {
    this.plan = plan;
    this.progress = progress;
    this.live = new LiveTopics(plan.settings());
    this.editors = new Editors(plan, live);
    this.stages =
        new Stages(new KafkaSettings(plan.settings().values()).client(), plan.streamsGroup());
  }

  /**
   * Audits a system at rest: whatever is not as the sources say when the patience is over is a
   * difference.
   *
   * @throws RowReaderException when a source cannot be read
   * @throws AuditException when it cannot be audited
   */
  public AuditReport once() {
    return audit(false);
  }

  /**
   * Audits a system at work: models that change meanwhile are in motion, and nothing is said of
   * them.
   *
   * @throws RowReaderException when a source cannot be read
   * @throws AuditException when it cannot be audited
   */
  public AuditReport round() {
    return audit(true);
  }

  private AuditReport audit(boolean moving) {
    long began = System.nanoTime();
    // Records behind this place are of commits that the moment below may not have.
    live.rows().beginRound(moving);
    FactCheck facts;
    BatchMatrix matrix;
    List<String> notes = new ArrayList<>();
    Set<String> tables = new HashSet<>();
    Optional<String> position = Optional.empty();
    long lag;
    try (PostgresMoment moment = moment(moving)) {
      lag = lag(moment, notes);
      matrix = matrix(moving, notes);
      live.rows().catchUp();
      facts =
          new FactCheck(
              live.name(TopicCatalogue.BENCHMARK_ROWS),
              live.rows(),
              matrix,
              rows -> progress.accept("%,d rows read".formatted(rows)));
      if (moment != null) {
        position = Optional.of(moment.positionText());
        for (DatabaseSource source : moment.sources()) {
          if (source.keyedByRow()) {
            tables.addAll(source.tables());
          }
          facts.read(source);
        }
      }
    }
    addOthers(facts, notes);
    progress.accept("computing the matrix");
    Expected expected = expected(matrix);
    Findings findings = patientLook(facts, expected, tables);
    return report(began, position, facts, findings, expected, notes, lag);
  }

  private @Nullable PostgresMoment moment(boolean moving) {
    if (!plan.database()) {
      return null;
    }
    return moving ? PostgresMoment.exported(plan.settings()) : PostgresMoment.now(plan.settings());
  }

  /** Waits until what the sources hold has gone through all stages; says how long that took. */
  private long lag(@Nullable PostgresMoment moment, List<String> notes) {
    long began = System.nanoTime();
    Deadline deadline = new Deadline(plan.patience());
    if (moment != null && !awaitCapture(moment, deadline)) {
      notes.add(
          "Capture has not reached position %s of the database within %d s: does the producer run?"
              .formatted(moment.positionText(), plan.patience().toSeconds()));
      return -1;
    }
    progress.accept("waiting for the topology");
    if (!stages.awaitPassed(deadline)) {
      notes.add(
          "The topology (group %s) has not worked off its topics within %d s, records behind: %s. Does it run?"
              .formatted(plan.streamsGroup(), plan.patience().toSeconds(), stages.lag()));
      return -1;
    }
    return (System.nanoTime() - began) / 1_000_000;
  }

  private boolean awaitCapture(PostgresMoment moment, Deadline deadline) {
    progress.accept("waiting for capture to reach " + moment.positionText());
    PostgresProgress captured = new PostgresProgress(plan.settings());
    long[] nudged = {System.nanoTime() - BETWEEN_NUDGES.toNanos()};
    return deadline.await(
        () -> {
          OptionalLong reached = captured.reached();
          if (reached.isPresent()
              && Long.compareUnsigned(reached.getAsLong(), moment.position()) >= 0) {
            return true;
          }
          if (System.nanoTime() - nudged[0] >= BETWEEN_NUDGES.toNanos()) {
            nudged[0] = System.nanoTime();
            moment.nudge();
          }
          return false;
        });
  }

  /** Sources without a database behind them: their rows are the facts. */
  private void addOthers(FactCheck facts, List<String> notes) {
    if (!facts.countOthers()) {
      return;
    }
    notes.add(
        "Sources without a database behind them are taken from %s: what never got there is not known here."
            .formatted(live.name(TopicCatalogue.BENCHMARK_ROWS)));
    progress.accept("reading the rows of other sources");
    LiveRows rows = live.rows();
    try (TopicTail again = live.rowsAgain()) {
      again.catchUp(
          record -> {
            LiveRow entry = record.key() == null ? null : rows.get(Digest.of(record.key()));
            if (entry != null
                && entry.isLive()
                && entry.stoodAt(record.partition(), record.offset())
                && !facts.isDatabase(entry)) {
              rows.row(record).ifPresent(row -> facts.add(new String(record.key(), UTF_8), row));
            }
          });
    }
  }

  /** An empty matrix of what editors say, as the topics have it now. */
  private BatchMatrix matrix(boolean moving, List<String> notes) {
    editors.begin(moving, notes);
    MatrixRules rules = plan.matrix().rules();
    live.rows()
        .identifyBy(new RunAssembly(editors.catalogue(), rules.statusRule(), rules.variantIds()));
    BatchMatrix matrix = new BatchMatrix(editors.catalogue(), rules);
    live.overrides().addTo(matrix);
    return matrix;
  }

  private Expected expected(BatchMatrix matrix) {
    RowCounts unused = new RowCounts(0, 0, new TreeMap<>(), new TreeMap<>());
    return new Expected(
        matrix.runs(),
        matrix.cells(),
        matrix.models(),
        new Converted(unused, matrix.models(), new Documents(plan.documents())));
  }

  /** Looks until all is well or the patience is over: what is on its way arrives meanwhile. */
  private Findings patientLook(FactCheck facts, Expected expected, Set<String> tables) {
    Deadline deadline = new Deadline(plan.patience());
    progress.accept("comparing");
    while (true) {
      long began = System.nanoTime();
      Findings findings = look(facts, expected, tables);
      if (findings.isClean() || deadline.isOver()) {
        return findings;
      }
      // No more than half of the time is spent on looking.
      Deadline.pause(Duration.ofMillis(100).plusNanos(System.nanoTime() - began));
    }
  }

  /** What shows a change is read before what tells of it. */
  private Findings look(FactCheck facts, Expected expected, Set<String> tables) {
    List<DocumentCheck> documents =
        plan.live().stream().map(place -> new DocumentCheck(place, expected.documents())).toList();
    documents.forEach(DocumentCheck::read);
    live.catchUpDerived();
    live.rows().catchUp();
    live.catchUpEditors();
    Findings findings = new Findings(live.rows().isMoving() ? inMotion(facts, expected) : Set.of());
    facts.check(findings);
    check(findings, live.runs(), expected.runs());
    check(findings, live.cells(), expected.cells());
    check(findings, live.models(), expected.models());
    check(findings, live.summary(), expected.summary());
    documents.forEach(check -> check.check(findings));
    new DeadLetterCheck(live, facts, tables).check(findings);
    return findings;
  }

  private Set<String> inMotion(FactCheck facts, Expected expected) {
    Set<String> models = facts.moved();
    models.addAll(editors.moved(expected.models()));
    return models;
  }

  private <T extends SpecificRecord> void check(
      Findings findings, LiveTable<T> table, Map<String, T> expected) {
    new TableCheck<>(live.name(table.kind().topic()), table, expected).check(findings);
  }

  private AuditReport report(
      long began,
      Optional<String> position,
      FactCheck facts,
      Findings findings,
      Expected expected,
      List<String> notes,
      long lag) {
    SortedSet<String> proved = new TreeSet<>(expected.models().keySet());
    proved.removeAll(findings.inMotion());
    proved.removeAll(findings.differing());
    return new AuditReport(
        position.orElse(null),
        sources(facts),
        findings.reports(),
        proved,
        new TreeSet<>(findings.differing()),
        new TreeSet<>(findings.inMotion()),
        findings.differences(),
        notes,
        lag,
        (System.nanoTime() - began) / 1_000_000);
  }

  private List<SourceReport> sources(FactCheck facts) {
    List<SourceReport> sources = new ArrayList<>(facts.reports());
    RowCounts said = live.overrides().counts();
    if (said.read() > 0) {
      sources.add(new SourceReport(live.overrides().topic(), false, said));
    }
    return sources;
  }

  @Override
  public void close() {
    stages.close();
    live.close();
  }
}
