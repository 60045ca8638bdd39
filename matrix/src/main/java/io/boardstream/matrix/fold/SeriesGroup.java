package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Mode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Series of a cell that runs add to together: what one step measured in one configuration, or what
 * all runs of a mode found. With a name it makes a series.
 *
 * @param what the mode, and for measurements configuration and step; parts separated by '/'
 */
record SeriesGroup(CellId cell, String what) implements Comparable<SeriesGroup> {

  /** What runs of this mode found. */
  static SeriesGroup findings(BenchmarkRun run) {
    return new SeriesGroup(CellId.of(run), mode(run.getConfiguration().getMode()));
  }

  /** What a step measured in the configuration of the run. */
  static SeriesGroup measurements(BenchmarkRun run, String step) {
    Configuration configuration = run.getConfiguration();
    return new SeriesGroup(
        CellId.of(run),
        String.join(
            "/",
            mode(configuration.getMode()),
            number(configuration.getIsl())
                + "x"
                + number(configuration.getOsl())
                + "x"
                + number(configuration.getBatchSize())
                + configuration.getPrecision().map(p -> "-" + part(p)).orElse(""),
            step.isEmpty() ? "-" : step.equals("-") ? "%2D" : part(step)));
  }

  /** Of a key of marks, which is texts only. */
  static SeriesGroup of(byte[] key) {
    List<String> texts = Keys.texts(key);
    return new SeriesGroup(new CellId(texts.get(0), texts.get(1)), texts.get(2));
  }

  boolean isOfFindings() {
    return what.indexOf('/') < 0;
  }

  /** What of the cell the series of that name follows. */
  String series(String name) {
    return what + "/" + part(name);
  }

  /** Id of a series, given what of the cell it follows. */
  static String seriesId(CellId cell, String series) {
    return cell.modelId() + "/" + cell.deviceId() + "/" + series;
  }

  @Override
  public int compareTo(SeriesGroup other) {
    int byCell = cell.compareTo(other.cell);
    return byCell != 0 ? byCell : what.compareTo(other.what);
  }

  private static String mode(Mode mode) {
    return mode.name().toLowerCase(Locale.ROOT);
  }

  private static String number(Optional<Long> number) {
    return number.map(String::valueOf).orElse("-");
  }

  /** A slash inside of a part must not look like one between parts. */
  private static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }
}
