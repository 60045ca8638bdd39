package io.boardstream.matrix.evidence;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Configuration;
import io.boardstream.avro.Mode;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.util.Optional;

/**
 * Identity of a run: one run measures one model on one device in one configuration. Rows of the
 * same run id that disagree about these are different runs. Made from names alone, so that a change
 * of the catalogue moves no fact.
 *
 * @param routingKey where the run is folded, see {@link ModelName#routingKey}
 * @param source name of the source
 * @param runId id in the source; {@code pipeline:<id>} or {@code row:<id>} where rows name no run
 * @param model slug of the raw model name
 * @param precision slug of the canonical precision
 * @param device slug of the raw device name; empty for none
 * @param training whether it trained the model; a run of inference is another one
 */
public record RunKey(
    String routingKey,
    String source,
    String runId,
    String model,
    String precision,
    String device,
    Optional<Long> isl,
    Optional<Long> osl,
    Optional<Long> batchSize,
    boolean training) {

  /** The run that a row belongs to; empty when it names no model, and so belongs to no run. */
  public static Optional<RunKey> of(BenchmarkRow row) {
    return row.getMlModelName()
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .map(ModelName::parse)
        .map(
            name ->
                new RunKey(
                    name.routingKey(),
                    row.getSource(),
                    runId(row),
                    name.slug(),
                    ModelName.precisionSlug(ModelName.precision(row.getPrecision())),
                    deviceName(row).map(Slug::of).orElse(""),
                    row.getIsl(),
                    row.getOsl(),
                    row.getBatchSize(),
                    row.getTraining().orElse(false)));
  }

  /** Key of a run on {@code benchmark.runs}. */
  public static String topicKey(BenchmarkRun run) {
    Configuration configuration = run.getConfiguration();
    return String.join(
        "/",
        part(run.getEvidence().getSource()),
        part(run.getEvidence().getRunId()),
        ModelName.parse(run.getMlModelName()).slug()
            + "-"
            + ModelName.precisionSlug(run.getPrecision()),
        run.getDeviceName().map(Slug::of).orElse("-"),
        text(configuration.getIsl())
            + "x"
            + text(configuration.getOsl())
            + "x"
            + text(configuration.getBatchSize())
            + (configuration.getMode() == Mode.TRAINING ? "/training" : ""));
  }

  static Optional<String> deviceName(BenchmarkRow row) {
    return row.getDeviceName().map(String::strip).filter(name -> !name.isEmpty());
  }

  private static String runId(BenchmarkRow row) {
    return row.getBenchmarkRunId()
        .or(() -> row.getGithubPipelineId().map(id -> "pipeline:" + id))
        .orElseGet(() -> "row:" + row.getRowId());
  }

  /** A slash inside of a part must not look like one between parts. */
  private static String part(String text) {
    return text.replace("%", "%25").replace("/", "%2F");
  }

  private static String text(Optional<Long> number) {
    return number.map(String::valueOf).orElse("-");
  }
}
