package io.boardstream.batch.audit;

import io.boardstream.avro.ModelCompatibility;
import io.boardstream.schemas.TopicCatalogue;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Whether every key that was refused has its dead letter, and every dead letter has a key that was
 * refused, or was at some time.
 */
final class DeadLetterCheck {

  /** A topic that people write to. */
  private record ByHand(
      String name, List<LiveEntries.Entry<?>> records, BiPredicate<Integer, Long> isRead) {

    Optional<String> whyUnexplained(int partition, long offset) {
      if (records.stream()
          .anyMatch(record -> record.value().isPresent() && record.isAt(partition, offset))) {
        return Optional.of("the record is one that can be used");
      }
      return isRead.test(partition, offset)
          ? Optional.empty()
          : Optional.of("there is no such record");
    }
  }

  private final String stage;
  private final DeadLetterLog letters;
  private final LiveRows rows;
  private final String rowsTopic;
  private final LiveTable<ModelCompatibility> models;
  private final String modelsTopic;
  private final FactCheck facts;
  private final List<ByHand> byHand = new ArrayList<>();
  private final Set<String> tables = new HashSet<>();

  DeadLetterCheck(LiveTopics live, FactCheck facts, Set<String> tables) {
    this.stage = live.name(TopicCatalogue.DEAD_LETTERS);
    this.letters = live.letters();
    this.rows = live.rows();
    this.rowsTopic = live.name(TopicCatalogue.BENCHMARK_ROWS);
    this.models = live.models();
    this.modelsTopic = live.name(TopicCatalogue.MATRIX_MODELS);
    this.facts = facts;
    this.tables.addAll(tables);
    live.catalogue()
        .topics()
        .forEach(topic -> byHand.add(new ByHand(topic.topic(), topic.records(), topic::hasRead)));
    LiveOverrides overrides = live.overrides();
    byHand.add(new ByHand(overrides.topic(), overrides.records(), overrides::hasRead));
  }

  void check(Findings findings) {
    findings.checked(stage, letters.letters().size());
    facts.refused().forEach(refused -> checkRefused(refused, findings));
    rows.forEach((key, live) -> checkRejected(live, findings));
    byHand.forEach(topic -> checkUnusable(topic, findings));
    Set<String> readable = readableModels();
    letters.letters().forEach(letter -> checkLetter(letter, readable, findings));
  }

  /** Rows that capture refused. Letter and tombstone are written in one transaction. */
  private void checkRefused(FactCheck.Refused refused, Findings findings) {
    if (hasLetter(refused)) {
      return;
    }
    LiveRow live = rows.get(refused.key());
    // Without a tombstone its age is unknown, unless nothing is older than letters are kept.
    long refusedAt = live == null ? rows.oldest() : live.timestamp;
    if (rows.isMoved(live)) {
      findings.excused(stage);
    } else if (letters.isKept(refusedAt)) {
      add(
          findings,
          AuditDifference.Kind.MISSING,
          refused.name(),
          "the row of the source cannot be used (%s), and no dead letter says so"
              .formatted(refused.reason()));
    }
  }

  /** From where the row came, or from where it should have gone. */
  private boolean hasLetter(FactCheck.Refused refused) {
    Set<String> origins = new HashSet<>(refused.source().tables());
    origins.add(rowsTopic);
    return refused.source().letterKeys().apply(refused.rowId()).stream()
        .map(Digest::of)
        .anyMatch(key -> origins.stream().anyMatch(origin -> letters.hasRow(origin, key)));
  }

  /** Records that the topology refused, as long as they are the newest of their key. */
  private void checkRejected(LiveRow live, Findings findings) {
    if (live.state != LiveRow.State.REJECTED
        || !letters.isKept(live.timestamp)
        || letters.hasRecord(rowsTopic, live.partition, live.offset)) {
      return;
    }
    if (rows.isMoved(live)) {
      findings.excused(stage);
      return;
    }
    add(
        findings,
        AuditDifference.Kind.MISSING,
        rowsTopic + at(live.partition, live.offset),
        "the record cannot be used (%s), and no dead letter says so".formatted(rows.rule(live)));
  }

  /** As {@link #checkRejected}; what came after a round began may not have its letter yet. */
  private void checkUnusable(ByHand topic, Findings findings) {
    for (LiveEntries.Entry<?> record : topic.records()) {
      if (record.value().isPresent()
          || !letters.isKept(record.timestamp())
          || letters.hasRecord(topic.name(), record.partition(), record.offset())) {
        continue;
      }
      if (rows.isMoving()) {
        findings.excused(stage);
        continue;
      }
      add(
          findings,
          AuditDifference.Kind.MISSING,
          topic.name() + at(record.partition(), record.offset()),
          "the record cannot be used, and no dead letter says so");
    }
  }

  private void checkLetter(DeadLetterLog.Letter letter, Set<String> readable, Findings findings) {
    whyUnexplained(letter, readable)
        .ifPresent(
            why ->
                add(
                    findings,
                    AuditDifference.Kind.UNEXPLAINED,
                    letter.name()
                        + " of "
                        + letter.origin()
                        + (letter.offset() < 0 ? "" : at(letter.partition(), letter.offset())),
                    why));
  }

  /** Letters of other origins are counted, and not judged. */
  private Optional<String> whyUnexplained(DeadLetterLog.Letter letter, Set<String> readable) {
    boolean isOfRow =
        tables.contains(letter.origin())
            || (letter.origin().equals(rowsTopic) && letter.offset() < 0);
    if (isOfRow) {
      return rows.get(letter.key()) == null && !facts.isRefused(letter.key())
          ? Optional.of("neither its source nor " + rowsTopic + " ever had such a row")
          : Optional.empty();
    }
    if (letter.origin().equals(rowsTopic)) {
      LiveRow live = rows.get(letter.key());
      if (live != null && live.isLive() && live.stoodAt(letter.partition(), letter.offset())) {
        return Optional.of("the record is one that can be used");
      }
      return rows.hasRead(letter.partition(), letter.offset())
          ? Optional.empty()
          : Optional.of("there is no such record");
    }
    Optional<ByHand> written =
        byHand.stream().filter(topic -> letter.origin().equals(topic.name())).findFirst();
    if (written.isPresent()) {
      return written.get().whyUnexplained(letter.partition(), letter.offset());
    }
    if (letter.origin().equals(modelsTopic)) {
      if (readable.contains(at(letter.partition(), letter.offset()))) {
        return Optional.of("the record is one that can be read");
      }
      return models.hasRead(letter.partition(), letter.offset())
          ? Optional.empty()
          : Optional.of("there is no such record");
    }
    return Optional.empty();
  }

  private Set<String> readableModels() {
    return models.entries().values().stream()
        .filter(entry -> entry.content().isPresent())
        .map(entry -> at(entry.partition(), entry.offset()))
        .collect(Collectors.toSet());
  }

  private void add(Findings findings, AuditDifference.Kind kind, String key, String why) {
    findings.add(stage, List.of(), () -> new AuditDifference(stage, kind, key, List.of(why)));
  }

  private static String at(int partition, long offset) {
    return " partition %d, offset %d".formatted(partition, offset);
  }
}
