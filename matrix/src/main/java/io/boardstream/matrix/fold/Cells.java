package io.boardstream.matrix.fold;

import static java.util.Comparator.comparing;

import io.boardstream.avro.AccuracyFacet;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;
import io.boardstream.avro.CheckOutcome;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.PerformanceFacet;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.RunsFacet;
import io.boardstream.avro.Status;
import io.boardstream.avro.TierFacet;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.DeviceEntry;
import io.boardstream.matrix.evidence.RunAssembly;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Derives a cell from the newest run of each facet. */
final class Cells {

  /** Steps of configurations listed in a cell; more are cut, in their order. */
  static final int MAX_PERFORMANCE = 256;

  /** Size of all measurements listed, in letters: keeps a cell well below what a topic takes. */
  private static final int MAX_LETTERS = 1_000_000;

  /** What a measurement takes beside its names. */
  private static final int LETTERS_PER_MEASUREMENT = 30;

  /** The order of index keys, so that the list and the index agree on which come first. */
  private static final Comparator<PerformanceFacet> IN_ORDER =
      comparing(Cells::order, Arrays::compareUnsigned);

  /** The last time that microseconds since 1970 can say. */
  private static final Instant LAST = Instant.EPOCH.plus(Long.MAX_VALUE, ChronoUnit.MICROS);

  private final RunIndex index;
  private final Catalogue catalogue;
  private final MatrixRules rules;

  Cells(RunIndex index, Catalogue catalogue, MatrixRules rules) {
    this.index = index;
    this.catalogue = catalogue;
    this.rules = rules;
  }

  /**
   * Derives the cell; empty when no run is left.
   *
   * @param before the cell as it was, or null to derive all of it anew
   * @param touched configurations in which runs changed since then
   */
  Optional<Cell> derive(CellId id, @Nullable Cell before, Set<Configuration> touched) {
    return index.newest(id, Facet.ATTEMPT).map(attempt -> derive(id, attempt, before, touched));
  }

  private Cell derive(
      CellId id, BenchmarkRun attempt, @Nullable Cell before, Set<Configuration> touched) {
    Optional<DeviceEntry> device = attempt.getDeviceName().map(catalogue::device);
    Optional<RunIndex.Verdict> verdict = index.verdict(id, Facet.RUNS);
    Optional<RunsFacet> runs = verdict.map(Cells::runs);
    List<PerformanceFacet> performance = performance(id, before, touched);
    int listed = listed(performance);
    boolean truncated = listed < performance.size();
    Instant verified = runs.flatMap(facet -> facet.getEvidence().getEndedAt()).orElse(null);
    return Cell.newBuilder()
        .setModelId(id.modelId())
        .setDeviceId(id.deviceId())
        .setDeviceDisplayName(device.map(DeviceEntry::displayName).orElse(""))
        .setDeviceMapped(device.map(DeviceEntry::mapped).orElse(false))
        .setArchitecture(
            device.map(DeviceEntry::architecture).filter(name -> !name.isEmpty()).orElse(null))
        .setStatus(status(runs))
        .setRuns(runs.orElse(null))
        .setAccuracy(accuracy(id).orElse(null))
        .setTier(tier(id).orElse(null))
        .setPerformance(performance.subList(0, listed))
        .setPerformanceTruncated(truncated)
        .setLatestAttempt(attempt.getEvidence())
        .setLatestAttemptOutcome(attempt.getOutcome())
        .setLastVerified(verified)
        .setStaleAfter(verified == null ? null : staleAfter(verified))
        .setReproduce(verdict.map(RunIndex.Verdict::newest).flatMap(Reproduction::of).orElse(null))
        .build();
  }

  /** How much of the performance a cell lists: bounded in number and in size. */
  private static int listed(List<PerformanceFacet> performance) {
    int listed = 0;
    int letters = 0;
    while (listed < Math.min(performance.size(), MAX_PERFORMANCE)) {
      for (Measurement measurement : performance.get(listed).getMeasurements()) {
        letters += LETTERS_PER_MEASUREMENT;
        letters += measurement.getStepName().length() + measurement.getMetricName().length();
      }
      if (letters > MAX_LETTERS) {
        break;
      }
      listed++;
    }
    return listed;
  }

  /** Absent where the contract has no number for it: a time that far ahead is never reached. */
  private @Nullable Instant staleAfter(Instant verified) {
    return verified.isAfter(LAST.minus(rules.staleAfter()))
        ? null
        : verified.plus(rules.staleAfter());
  }

  private static Status status(Optional<RunsFacet> runs) {
    return runs.map(
            facet -> facet.getOutcome() == RunOutcome.RAN ? Status.SUPPORTED : Status.NOT_SUPPORTED)
        .orElse(Status.UNTESTED);
  }

  private static RunsFacet runs(RunIndex.Verdict verdict) {
    return new RunsFacet(
        verdict.newest().getOutcome(),
        verdict.newest().getEvidence(),
        verdict.since().getEvidence(),
        verdict.newest().getFailure().orElse(null));
  }

  private Optional<AccuracyFacet> accuracy(CellId id) {
    return index
        .verdict(id, Facet.ACCURACY)
        .map(
            verdict ->
                new AccuracyFacet(
                    verdict.finding() == Finding.GOOD ? CheckOutcome.PASS : CheckOutcome.FAIL,
                    verdict.newest().getEvidence(),
                    verdict.since().getEvidence(),
                    verdict.newest().getConfiguration()));
  }

  private Optional<TierFacet> tier(CellId id) {
    List<BenchmarkRun> runs = index.newestTierPipeline(id, Tiers.MAX_RUNS);
    return runs.isEmpty() ? Optional.empty() : Optional.of(Tiers.of(runs));
  }

  /** When cut, one entry more than is listed, so that the caller sees that there are more. */
  private List<PerformanceFacet> performance(
      CellId id, @Nullable Cell before, Set<Configuration> touched) {
    int most = MAX_PERFORMANCE + 1;
    if (before == null || before.getPerformanceTruncated()) {
      return index.measured(id, most).stream().map(Cells::performance).toList();
    }
    List<PerformanceFacet> performance = new ArrayList<>(before.getPerformance());
    performance.removeIf(facet -> touched.contains(facet.getConfiguration()));
    for (Configuration configuration : touched) {
      index.measured(id, configuration, most).stream()
          .map(Cells::performance)
          .forEach(performance::add);
    }
    performance.sort(IN_ORDER);
    return performance;
  }

  private static PerformanceFacet performance(RunIndex.Measured measured) {
    BenchmarkRun run = measured.run();
    return new PerformanceFacet(
        run.getConfiguration(),
        measured.step(),
        run.getEvidence(),
        RunAssembly.measured(run).get(measured.step()));
  }

  private static byte[] order(PerformanceFacet facet) {
    return Keys.step(new KeyWriter(), facet.getConfiguration(), facet.getStepName()).toBytes();
  }
}
