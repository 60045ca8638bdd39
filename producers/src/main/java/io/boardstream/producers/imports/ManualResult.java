package io.boardstream.producers.imports;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.matrix.rows.RowMapper;
import io.boardstream.producers.FileOrigin;
import io.boardstream.producers.FileReader;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * One run that somebody typed in.
 *
 * @param columns of a benchmark row, but for the metric
 * @param metrics by name
 */
public record ManualResult(
    String id, SortedMap<String, String> columns, SortedMap<String, String> metrics)
    implements FileReader {

  /** The source of all results by hand. */
  public static final String SOURCE = "manual";

  private static final String STEP = "benchmark";

  /** A result whose id follows from all that it says, so that the same said twice is one run. */
  public static ManualResult of(Map<String, String> columns, Map<String, String> metrics) {
    String all = new TreeMap<>(columns) + " " + new TreeMap<>(metrics);
    byte[] hash = FileOrigin.newSha256().digest(all.getBytes(UTF_8));
    return new ManualResult(
        HexFormat.of().formatHex(hash, 0, 6), new TreeMap<>(columns), new TreeMap<>(metrics));
  }

  /** Nothing, in the place of a result that is to be taken back. */
  public static ManualResult none(String id) {
    return new ManualResult(id, new TreeMap<>(), new TreeMap<>());
  }

  /** How it is imported: nothing else of the source is touched. */
  public SourceImport.Plan plan() {
    return new SourceImport.Plan(
        SOURCE, id + "/", "result " + id, metrics.isEmpty() ? "removed " + id : id);
  }

  @Override
  public void readRaw(Consumer<? super RawRow> rows) {
    RowMapper mapper = new RowMapper(SOURCE);
    metrics.forEach(
        (name, value) -> {
          Map<String, String> row = new HashMap<>(columns);
          row.put("benchmark_run_id", id);
          row.put("step_name", STEP);
          row.put("metric_name", name);
          row.put("metric_value", value);
          rows.accept(new RawRow(mapper.map(id + "/" + name, Optional.empty(), row), row));
        });
  }
}
