package io.boardstream.producers.postgres;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes up the runs of {@link SampleNightly}; used once. */
final class SimulatedRuns {

  /** Language models and their size in billions of parameters. */
  private static final List<Model> LANGUAGE =
      List.of(
          new Model("Llama-3.1-8B-Instruct", 8),
          new Model("Llama-3.1-70B-Instruct", 70),
          new Model("Llama-3.2-1B-Instruct", 1),
          new Model("Llama-3.2-3B-Instruct", 3),
          new Model("Llama-3.2-11B-Vision-Instruct", 11),
          new Model("Llama-3.2-90B-Vision-Instruct", 90),
          new Model("Llama-3.3-70B-Instruct", 70),
          new Model("Qwen2.5-7B-Instruct", 7),
          new Model("Qwen2.5-72B-Instruct", 72),
          new Model("Qwen2.5-Coder-32B-Instruct", 32),
          new Model("Qwen2.5-VL-7B-Instruct", 7),
          new Model("Qwen3-8B", 8),
          new Model("Qwen3-32B", 32),
          new Model("QwQ-32B", 32),
          new Model("Mistral-7B-Instruct-v0.3", 7),
          new Model("Mixtral-8x7B-Instruct-v0.1", 47),
          new Model("DeepSeek-R1-Distill-Llama-70B", 70),
          new Model("gemma-3-4b-it", 4),
          new Model("gemma-3-27b-it", 27),
          new Model("Phi-3-mini-128k-instruct", 4),
          new Model("falcon-7b-instruct", 7),
          new Model("AFM-4.5B", 5));

  /** Models of pictures and speech. */
  private static final List<Model> MEDIA =
      List.of(
          new Model("whisper-large-v3", 2),
          new Model("distil-large-v3", 1),
          new Model("stable-diffusion-xl-base-1.0", 3),
          new Model("stable-diffusion-3.5-large", 8),
          new Model("FLUX.1-dev", 12),
          new Model("resnet-50", 1),
          new Model("vit-base-patch16-224", 1),
          new Model("speecht5_tts", 1));

  private static final List<Configuration> CONFIGURATIONS =
      List.of(
          new Configuration(128, 128, 1),
          new Configuration(128, 128, 32),
          new Configuration(1024, 128, 1),
          new Configuration(2048, 128, 16),
          new Configuration(8192, 64, 1));

  private static final int RUNS_WITHOUT_METRIC = 45;
  private static final int ROWS_WITHOUT_MODEL = 8;

  private static final int NA = 1;
  private static final int PASS = 2;
  private static final int FAIL = 3;

  private final String pipeline;
  private final String end;
  private final Random random = new Random(42);
  private final List<List<@Nullable String>> rows = new ArrayList<>();
  private int run;

  /** A model by the name that reporters write. */
  private record Model(String name, int billions) {

    /** Devices that hold it, spelled as reporters spell them. */
    List<String> devices() {
      if (billions > 40) {
        return List.of("t3k", "galaxy");
      }
      return billions > 10 ? List.of("t3k", "P150X4") : List.of("n150", "n300", "p150");
    }
  }

  /** Lengths in tokens, -1 for none, and batch size. */
  private record Configuration(int isl, int osl, int batch) {}

  /** What all rows of a run share. */
  private record Run(
      String id,
      @Nullable String model,
      @Nullable String device,
      @Nullable Configuration configuration) {}

  SimulatedRuns(Instant end) {
    this.end = end.toString();
    this.pipeline = "simulated-nightly-" + this.end.substring(0, 10);
  }

  List<List<@Nullable String>> rows() {
    for (int i = 0; i < LANGUAGE.size(); i++) {
      for (String device : two(LANGUAGE.get(i), i)) {
        language(LANGUAGE.get(i), device);
      }
    }
    for (int i = 0; i < MEDIA.size(); i++) {
      for (String device : two(MEDIA.get(i), i)) {
        media(MEDIA.get(i), device);
      }
    }
    for (int i = 0; i < RUNS_WITHOUT_METRIC; i++) {
      Model model = LANGUAGE.get(i % LANGUAGE.size());
      add(run(model.name(), two(model, i).get(0), null), null, null, null);
    }
    Run nameless = run(null, null, null);
    for (int i = 0; i < ROWS_WITHOUT_MODEL; i++) {
      add(nameless, "benchmark", "attempt_" + i, 1.0);
    }
    return rows;
  }

  private static List<String> two(Model model, int i) {
    List<String> devices = model.devices();
    return devices.size() == 2 ? devices : List.of(devices.get(i % 3), devices.get((i + 1) % 3));
  }

  private void language(Model model, String device) {
    for (Configuration configuration : CONFIGURATIONS) {
      benchmark(run(model.name(), device, configuration), model, configuration);
    }
    double ttft = near(12 + 2.5 * model.billions());
    double tput = near(60.0 / Math.sqrt(model.billions()));
    summary(run(model.name(), device, new Configuration(128, 128, 1)), ttft, tput);
    eval(run(model.name(), device, null));
  }

  private void benchmark(Run run, Model model, Configuration configuration) {
    double ttft = near((10 + 2.5 * model.billions()) * configuration.isl() / 128.0);
    double tpot = near(8 + 1.2 * Math.sqrt(model.billions()));
    double tps = 1000 / tpot;
    int requests = 8 * configuration.batch();
    double e2el = ttft + tpot * configuration.osl();
    add(run, "benchmark", "mean_ttft_ms", ttft);
    add(run, "benchmark", "std_ttft_ms", near(ttft / 12));
    add(run, "benchmark", "mean_tpot_ms", tpot);
    add(run, "benchmark", "std_tpot_ms", near(tpot / 20));
    add(run, "benchmark", "mean_tps", tps);
    add(run, "benchmark", "std_tps", near(tps / 20));
    add(run, "benchmark", "tps_decode_throughput", tps * configuration.batch());
    add(run, "benchmark", "tps_prefill_throughput", 1000.0 * configuration.isl() / ttft);
    add(run, "benchmark", "mean_e2el_ms", e2el);
    add(run, "benchmark", "request_throughput", 1000 * configuration.batch() / e2el);
    add(run, "benchmark", "num_requests", (double) requests);
    add(run, "benchmark", "total_input_tokens", (double) requests * configuration.isl());
  }

  private void summary(Run run, double ttft, double tput) {
    add(run, "benchmark_summary", "ttft", ttft);
    add(run, "benchmark_summary", "tput_user", tput);
    add(run, "benchmark_summary", "tput", tput * 32);
    target(run, "benchmark_summary_functional", ttft, tput, 10);
    target(run, "benchmark_summary_complete", ttft, tput, 2);
    target(run, "benchmark_summary_target", ttft, tput, 1);
  }

  /** Goals around what was measured, so that the easy one passes and the hard one often fails. */
  private void target(Run run, String step, double ttft, double tput, int slack) {
    double ttftGoal = near(ttft * slack);
    double tputGoal = near(tput / slack);
    add(run, step, "ttft", ttftGoal);
    add(run, step, "tput_user", tputGoal);
    add(run, step, "ttft_ratio", ttft / ttftGoal);
    add(run, step, "ttft_check", (double) (ttft <= ttftGoal ? PASS : FAIL));
    add(run, step, "tput_user_check", (double) (tput >= tputGoal ? PASS : FAIL));
  }

  private void eval(Run run) {
    double published = 40 + random.nextInt(45);
    double ratio = 0.9 + random.nextInt(15) / 100.0;
    int check = random.nextInt(8) == 0 ? NA : ratio >= 0.95 ? PASS : FAIL;
    add(run, "eval", "score", published * ratio);
    add(run, "eval", "published_score", published);
    add(run, "eval", "ratio_to_published", ratio);
    add(run, "eval", "accuracy_check", (double) check);
  }

  private void media(Model model, String device) {
    double seconds = near(0.4 + model.billions() / 3.0);
    for (int batch : new int[] {1, 16}) {
      Run run = run(model.name(), device, new Configuration(-1, -1, batch));
      add(run, "benchmark", "ttft", seconds);
      add(run, "benchmark", "inference_steps_per_second", 20 / seconds);
      add(run, "benchmark", "samples_per_second", batch / seconds);
      add(run, "benchmark", "num_requests", 8.0 * batch);
      add(run, "benchmark", "accuracy_check", (double) PASS);
    }
    Run summary = run(model.name(), device, new Configuration(-1, -1, 1));
    // The last model failed on one device: it has targets, and a measurement of zero.
    boolean failed = model.name().equals("speecht5_tts") && device.equals("n300");
    add(summary, "benchmark_summary", "ttft", failed ? 0 : seconds);
    target(summary, "benchmark_summary_functional", seconds, 1 / seconds, 10);
    target(summary, "benchmark_summary_complete", seconds, 1 / seconds, 2);
    eval(run(model.name(), device, null));
  }

  private Run run(
      @Nullable String model, @Nullable String device, @Nullable Configuration configuration) {
    run++;
    return new Run("simulated-" + run, model, device, configuration);
  }

  /** Within a tenth of the value. */
  private double near(double value) {
    return value * (0.9 + random.nextInt(2001) / 10_000.0);
  }

  private void add(
      Run run, @Nullable String step, @Nullable String metric, @Nullable Double value) {
    Configuration configuration = run.configuration();
    rows.add(
        Arrays.asList(
            pipeline,
            end,
            run.model(),
            run.device(),
            configuration == null ? null : configuration.isl() + ".0",
            configuration == null ? null : configuration.osl() + ".0",
            configuration == null ? null : configuration.batch() + ".0",
            null,
            run.id(),
            step,
            metric,
            value == null ? null : rounded(value)));
  }

  private static String rounded(double value) {
    return BigDecimal.valueOf(value)
        .setScale(3, RoundingMode.HALF_UP)
        .stripTrailingZeros()
        .toPlainString();
  }
}
