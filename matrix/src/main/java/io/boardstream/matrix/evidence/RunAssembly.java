package io.boardstream.matrix.evidence;

import static java.util.Comparator.comparing;
import static java.util.Comparator.naturalOrder;
import static java.util.Comparator.nullsFirst;
import static java.util.Comparator.nullsLast;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Check;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Direction;
import io.boardstream.avro.Evidence;
import io.boardstream.avro.Measurement;
import io.boardstream.avro.Mode;
import io.boardstream.avro.RunOutcome;
import io.boardstream.avro.Target;
import io.boardstream.avro.Tier;
import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.DeviceEntry;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.VariantIds;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Makes a run of its rows. */
public final class RunAssembly {

  /** Rows of one run that are kept, by fact id; a run that reports more is marked as truncated. */
  public static final int MAX_ROWS = 2_000;

  /**
   * Letters of the names in those rows; bounds the size of a run, and of all that is made of it.
   */
  static final int MAX_LETTERS = 250_000;

  private static final Comparator<Measurement> MEASUREMENTS =
      comparing(Measurement::getStepName)
          .thenComparing(Measurement::getMetricName)
          .thenComparing(m -> m.getValue().orElse(null), nullsLast(naturalOrder()));
  private static final Comparator<Target> TARGETS =
      comparing(Target::getTier)
          .thenComparing(Target::getMetricName)
          .thenComparing(t -> t.getValue().orElse(null), nullsLast(naturalOrder()));
  private static final Comparator<Check> CHECKS =
      comparing((Check c) -> c.getTier().orElse(null), nullsFirst(naturalOrder()))
          .thenComparing(Check::getName)
          .thenComparing(Check::getOutcome);

  private final Catalogue catalogue;
  private final StatusRule statusRule;
  private final VariantIds variantIds;

  public RunAssembly(Catalogue catalogue, StatusRule statusRule, VariantIds variantIds) {
    this.catalogue = catalogue;
    this.statusRule = statusRule;
    this.variantIds = variantIds;
  }

  /**
   * Makes the run.
   *
   * @param rows the rows of the run ordered by fact id, at least one; all have the key
   */
  public BenchmarkRun assemble(RunKey key, List<BenchmarkRow> rows) {
    List<BenchmarkRow> kept = kept(rows);
    BenchmarkRow first = kept.get(0);
    ModelName name = ModelName.parse(first.getMlModelName().orElseThrow());
    Optional<String> device = RunKey.deviceName(first);
    String precision = ModelName.precision(first.getPrecision());
    Numbers numbers = new Numbers();
    kept.forEach(numbers::add);
    BenchmarkRow newest = newest(kept);
    RunOutcome outcome = outcome(kept, numbers);
    return BenchmarkRun.newBuilder()
        .setEvidence(evidence(key, newest))
        .setModelId(variantIds.id(name.stem(catalogue.isSameAsBase(name)), precision))
        .setMlModelName(name.raw())
        .setPrecision(precision)
        .setDeviceId(device.map(catalogue::device).map(DeviceEntry::id).orElse(null))
        .setDeviceName(device.orElse(null))
        .setConfiguration(
            new Configuration(
                key.training() ? Mode.TRAINING : Mode.INFERENCE,
                key.isl().orElse(null),
                key.osl().orElse(null),
                key.batchSize().orElse(null),
                variantIds.configured(precision).orElse(null)))
        .setOutcome(outcome)
        .setMeasurements(sorted(numbers.measurements, MEASUREMENTS))
        .setTargets(sorted(numbers.targets, TARGETS))
        .setChecks(sorted(numbers.checks, CHECKS))
        .setTruncated(kept.size() < rows.size())
        .setGitBranchName(newest.getGitBranchName().orElse(null))
        .setFailure(outcome == RunOutcome.FAILED ? first(kept, BenchmarkRow::getFailure) : null)
        .setReproduce(first(kept, BenchmarkRow::getReproduce))
        .setStage(first(kept, BenchmarkRow::getStage))
        .build();
  }

  /** The id of the model that a row is about; empty when it names none. */
  public Optional<String> modelId(BenchmarkRow row) {
    return row.getMlModelName()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(ModelName::parse)
        .map(
            name ->
                variantIds.id(
                    name.stem(catalogue.isSameAsBase(name)),
                    ModelName.precision(row.getPrecision())));
  }

  private static List<BenchmarkRow> kept(List<BenchmarkRow> rows) {
    int kept = 0;
    int letters = 0;
    while (kept < Math.min(rows.size(), MAX_ROWS)) {
      BenchmarkRow row = rows.get(kept);
      letters += row.getStepName().map(String::length).orElse(0);
      letters += row.getMetricName().map(String::length).orElse(0);
      if (kept > 0 && letters > MAX_LETTERS) {
        break;
      }
      kept++;
    }
    return rows.subList(0, kept);
  }

  /** The row that says when and where the run was made, should the rows disagree. */
  private static BenchmarkRow newest(List<BenchmarkRow> rows) {
    return rows.stream()
        .max(
            comparing((BenchmarkRow row) -> endedAt(row).orElse(null), nullsFirst(naturalOrder()))
                .thenComparing(
                    row -> row.getPipelineEndTs().orElse(null), nullsFirst(naturalOrder()))
                .thenComparing(
                    row -> row.getGithubPipelineId().orElse(null), nullsFirst(naturalOrder())))
        .orElseThrow();
  }

  private static Evidence evidence(RunKey key, BenchmarkRow row) {
    return Evidence.newBuilder()
        .setSource(key.source())
        .setRunId(key.runId())
        .setGithubPipelineId(row.getGithubPipelineId().orElse(null))
        .setEndedAt(endedAt(row).orElse(null))
        .setPipelineEndedAt(row.getPipelineEndTs().orElse(null))
        .setGithubJobId(row.getGithubJobId().orElse(null))
        .setLink(row.getGithubLink().orElse(null))
        .setGitRepoName(row.getGitRepoName().orElse(null))
        .setGitCommitHash(row.getGitCommitHash().orElse(null))
        .setOrigin(row.getOrigin().orElse(null))
        .build();
  }

  private static Optional<Instant> endedAt(BenchmarkRow row) {
    return row.getRunEndTs().or(row::getPipelineEndTs);
  }

  private static @Nullable String first(
      List<BenchmarkRow> rows, Function<BenchmarkRow, Optional<String>> text) {
    return rows.stream().map(text).flatMap(Optional::stream).findFirst().orElse(null);
  }

  /** What was measured decides; where nothing was, what the source says of the run. */
  private RunOutcome outcome(List<BenchmarkRow> rows, Numbers numbers) {
    List<Measurement> measurements = numbers.measurements;
    boolean isSupport =
        switch (statusRule) {
          case EVIDENCE -> isEvidence(measurements);
          case ANY_METRIC -> numbers.anyMetric;
        };
    if (isSupport) {
      return RunOutcome.RAN;
    }
    List<RunOutcome> said =
        rows.stream().map(BenchmarkRow::getRunStatus).map(RunStatus::outcome).distinct().toList();
    if (said.contains(RunOutcome.FAILED)) {
      return RunOutcome.FAILED;
    }
    boolean measuredNothing = measurements.stream().allMatch(m -> m.getValue().isEmpty());
    return measuredNothing && said.contains(RunOutcome.RAN)
        ? RunOutcome.RAN
        : RunOutcome.INCONCLUSIVE;
  }

  private static <T> List<T> sorted(List<T> items, Comparator<T> order) {
    items.sort(order);
    return items;
  }

  /** The numbers of a run, each as what its step and name make it. */
  private static final class Numbers {
    final List<Measurement> measurements = new ArrayList<>();
    final List<Target> targets = new ArrayList<>();
    final List<Check> checks = new ArrayList<>();
    boolean anyMetric;

    void add(BenchmarkRow row) {
      Optional<String> metric = row.getMetricName().map(String::strip).filter(m -> !m.isEmpty());
      if (metric.isEmpty()) {
        return; // The run was made but reported no number: an attempt, with nothing to add.
      }
      String name = metric.get();
      anyMetric |= row.getMetricValue().filter(v -> v != 0 && !Double.isNaN(v)).isPresent();
      Step step = Step.of(row.getStepName());
      if (Metric.isCheck(name)) {
        checks.add(new Check(step.tier().orElse(null), name, Metric.outcome(row.getMetricValue())));
      } else if (step.tier().isPresent()) {
        targets.add(new Target(step.tier().get(), name, row.getMetricValue().orElse(null)));
      } else {
        row.getMetricTarget().ifPresent(goal -> targets.add(new Target(Tier.TARGET, name, goal)));
        measurements.add(
            new Measurement(
                step.name(),
                name,
                row.getMetricValue().orElse(null),
                Metric.unit(name),
                Metric.direction(name)));
      }
    }
  }

  /**
   * Measurements are evidence when one is above zero. When every throughput and score among them is
   * zero they are none, even if requests were counted: zero is a failed measurement.
   */
  private static boolean isEvidence(List<Measurement> measurements) {
    List<Measurement> goodput =
        measurements.stream()
            .filter(m -> m.getDirection() == Direction.HIGHER_IS_BETTER)
            .filter(m -> m.getValue().isPresent())
            .toList();
    List<Measurement> deciding = goodput.isEmpty() ? measurements : goodput;
    return deciding.stream().anyMatch(RunAssembly::isAboveZero);
  }

  /** What a run measured, by step: the steps that are evidence, with their values above zero. */
  public static SortedMap<String, List<Measurement>> measured(BenchmarkRun run) {
    SortedMap<String, List<Measurement>> steps =
        run.getMeasurements().stream()
            .collect(groupingBy(Measurement::getStepName, TreeMap::new, toList()));
    steps.values().removeIf(step -> !isEvidence(step));
    steps.replaceAll((name, step) -> step.stream().filter(RunAssembly::isAboveZero).toList());
    return steps;
  }

  /** Whether the check is the one of the accuracy facet, not one against a target. */
  public static boolean isAccuracy(Check check) {
    return check.getTier().isEmpty() && check.getName().equalsIgnoreCase("accuracy_check");
  }

  /** Whether something was measured: 0 is a failed measurement. */
  private static boolean isAboveZero(Measurement measurement) {
    return measurement.getValue().filter(value -> value > 0).isPresent();
  }
}
