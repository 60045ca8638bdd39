package io.boardstream.cli;

import io.boardstream.matrix.rows.MappedRow;
import io.boardstream.producers.imports.ManualResult;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** One run by hand. */
@Command(
    name = "add",
    mixinStandardHelpOptions = true,
    description =
        "Records one run by hand, in the source 'manual', and prints its id. The same said twice is"
            + " one run. 'result remove ID' takes it back.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream result add --model Llama-3.1-8B-Instruct --device n300 --metric mean_tps=63.2"
          + " --time 2025-05-02T10:00:00Z",
      "  boardstream result add --model Llama-3.1-8B-Instruct --device n300 --isl 128 --osl 128"
          + " --batch 1 --metric mean_tps=63.2 --metric mean_ttft_ms=163 --link https://…"
    })
final class ResultAddCommand implements Callable<Integer> {

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Option(names = "--model", required = true, paramLabel = "NAME", description = "As CI names it.")
  private String model = "";

  @Option(names = "--device", required = true, paramLabel = "NAME", description = "Such as n300.")
  private String device = "";

  @Option(
      names = "--metric",
      required = true,
      paramLabel = "NAME=VALUE",
      description = "A measured value; may be given several times.")
  private Map<String, String> metrics = new LinkedHashMap<>();

  @Option(names = "--isl", paramLabel = "TOKENS", description = "Input sequence length.")
  private @Nullable String isl;

  @Option(names = "--osl", paramLabel = "TOKENS", description = "Output sequence length.")
  private @Nullable String osl;

  @Option(names = "--batch", paramLabel = "N", description = "Batch size.")
  private @Nullable String batch;

  @Option(names = "--precision", paramLabel = "NAME", description = "Default: FP16.")
  private @Nullable String precision;

  @Option(names = "--training", description = "It was a training run.")
  private boolean training;

  @Option(
      names = "--time",
      paramLabel = "TIME",
      description =
          "When the run ended, such as 2025-05-02T10:00:00Z. The newest run decides; one without a"
              + " time is older than all others.")
  private @Nullable String time;

  @Option(names = "--commit", paramLabel = "HASH", description = "Of the code that was run.")
  private @Nullable String commit;

  @Option(names = "--link", paramLabel = "URL", description = "Where the result can be seen.")
  private @Nullable String link;

  @Option(names = "--pipeline", paramLabel = "ID", description = "Of the pipeline that ran it.")
  private @Nullable String pipeline;

  @Option(names = "--reproduce", paramLabel = "COMMAND", description = "How to run it again.")
  private @Nullable String reproduce;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    ManualResult result = ManualResult.of(columns(), metrics);
    List<String> wrong = new ArrayList<>();
    result.read(
        row -> {
          if (row instanceof MappedRow.Rejected rejected) {
            wrong.add(rejected.reason());
          }
        });
    if (!wrong.isEmpty()) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), String.join("\n", wrong));
    }
    Console console = Console.of(spec);
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    ImportOptions.run(
        settings, result.plan(), result, true, ProgressBar.on(console.err()), console.err());
    console.out().println(result.id());
    console
        .err()
        .println("Recorded; 'boardstream result remove %s' takes it back.".formatted(result.id()));
    return 0;
  }

  private Map<String, String> columns() {
    Map<String, String> columns = new TreeMap<>();
    put(columns, "ml_model_name", model);
    put(columns, "device_name", device);
    put(columns, "isl", isl);
    put(columns, "osl", osl);
    put(columns, "batch_size", batch);
    put(columns, "precision", precision);
    put(columns, "training", training ? "true" : null);
    put(columns, "run_end_ts", time);
    put(columns, "git_commit_hash", commit);
    put(columns, "github_link", link);
    put(columns, "github_pipeline_id", pipeline);
    put(columns, "reproduce", reproduce);
    return columns;
  }

  private static void put(Map<String, String> columns, String name, @Nullable String value) {
    if (value != null) {
      columns.put(name, value);
    }
  }
}
