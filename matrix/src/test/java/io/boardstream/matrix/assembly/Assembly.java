package io.boardstream.matrix.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.CicdJob;
import io.boardstream.avro.CicdMeasurement;
import io.boardstream.avro.CicdPipeline;
import io.boardstream.avro.CicdRun;
import io.boardstream.avro.FactVersion;
import io.boardstream.matrix.fold.TreeStore;
import io.boardstream.schemas.CicdKeys;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * Both stages in memory, as several tasks run them: what a task tells arrives in order, what two
 * tasks tell arrives in any order. Every row told must be news (law 4).
 */
final class Assembly implements AssembledRows {

  private static final int TASKS = 3;

  final Map<String, BenchmarkRow> rows = new TreeMap<>();
  final Map<String, RejectedRow> rejected = new TreeMap<>();
  int told;

  /** By task that told it: what tells the task of a job. */
  private final List<Deque<Consumer<List<JobRows>>>> onTheWay = new ArrayList<>();

  private final List<TableFacts> tables = new ArrayList<>();
  private final List<TreeStore> jobStores = new ArrayList<>();
  private final List<JobRows> jobs = new ArrayList<>();

  Assembly(Selection selection) {
    for (int task = 0; task < TASKS; task++) {
      Deque<Consumer<List<JobRows>>> messages = new ArrayDeque<>();
      onTheWay.add(messages);
      tables.add(
          new TableFacts(
              new TreeStore(),
              (jobKey, message) ->
                  messages.add(
                      all ->
                          all.get(Math.floorMod(jobKey.hashCode(), TASKS))
                              .apply(jobKey, message, this))));
      jobStores.add(new TreeStore());
    }
    restart(selection);
  }

  /** Starts the tasks of the jobs again on their state, perhaps with another selection. */
  void restart(Selection selection) {
    jobs.clear();
    for (TreeStore store : jobStores) {
      JobRows rowsOfJobs = new JobRows(store, selection);
      rowsOfJobs.adoptSelection();
      jobs.add(rowsOfJobs);
    }
  }

  /** Renews the next few rows after a change of the selection. */
  boolean renewSome() {
    boolean more = false;
    for (JobRows rowsOfJobs : jobs) {
      more |= rowsOfJobs.renew(2, this);
    }
    return more;
  }

  boolean put(SpecificRecord row) {
    if (row instanceof CicdPipeline pipeline) {
      return task(CicdKeys.of(pipeline)).put(pipeline);
    }
    if (row instanceof CicdJob job) {
      return task(CicdKeys.of(job)).put(job);
    }
    if (row instanceof CicdRun run) {
      return task(CicdKeys.of(run)).put(run);
    }
    CicdMeasurement measurement = (CicdMeasurement) row;
    return task(CicdKeys.of(measurement)).put(measurement);
  }

  boolean delete(CicdTable table, String key, @Nullable FactVersion version) {
    return task(key).delete(table, key, Optional.ofNullable(version));
  }

  void takeBack(CicdTable table, String key) {
    task(key).takeBack(table, key);
  }

  /** Lets one message arrive, of any task. */
  void deliverOne(Random random) {
    int from = random.nextInt(TASKS);
    if (!onTheWay.get(from).isEmpty()) {
      onTheWay.get(from).remove().accept(jobs);
    }
  }

  /** Lets all arrive. */
  void settle() {
    Random random = new Random(7);
    while (onTheWay.stream().anyMatch(queue -> !queue.isEmpty())) {
      deliverOne(random);
    }
    while (renewSome()) {
      // Small steps, so that renewing in parts is tested too.
    }
  }

  Map<RowState, Long> counts() {
    Map<RowState, Long> counts = new EnumMap<>(RowState.class);
    Consumer<Map<RowState, Long>> add =
        some -> some.forEach((state, count) -> counts.merge(state, count, Long::sum));
    tables.forEach(one -> add.accept(one.counts()));
    jobs.forEach(one -> add.accept(one.counts()));
    counts.values().removeIf(count -> count == 0);
    return counts;
  }

  private TableFacts task(String key) {
    return tables.get(CicdKeys.partition(key, TASKS));
  }

  @Override
  public void row(String key, Optional<BenchmarkRow> row) {
    told++;
    rejected.remove(key);
    BenchmarkRow before = row.isPresent() ? rows.put(key, row.get()) : rows.remove(key);
    assertThat(String.valueOf(before))
        .as("a change of %s is news", key)
        .isNotEqualTo(String.valueOf(row.orElse(null)));
    row.ifPresent(one -> assertThat(one.getSource() + "/" + one.getRowId()).isEqualTo(key));
  }

  @Override
  public void rejected(String key, RejectedRow row) {
    assertThat(rows).doesNotContainKey(key);
    rejected.put(key, row);
  }
}
