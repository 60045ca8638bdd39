package io.boardstream.cli;

import io.boardstream.agent.onnx.SampleModels;
import io.boardstream.cli.local.Addresses;
import io.boardstream.cli.local.DataDir;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What to try once the system runs, as commands to copy. */
final class NextSteps {

  private static final String MODEL = "my-model-7b-fp16";

  private static final String INSERT =
      "INSERT INTO benchmark_rows (github_pipeline_id, pipeline_end_ts, ml_model_name, device_name,"
          + " isl, osl, batch_size, benchmark_run_id, step_name, metric_name, metric_value)"
          + " VALUES ('1', now(), 'My-Model-7B', 'n300', 128, 128, 1, 'my-run-1', 'benchmark',"
          + " 'mean_tps', 42.5)";

  private final DataDir dir;
  private final Addresses addresses;
  private final boolean background;
  private final boolean agent;

  NextSteps(DataDir dir, Addresses addresses, boolean background, boolean agent) {
    this.dir = dir;
    this.addresses = addresses;
    this.background = background;
    this.agent = agent;
  }

  void print(PrintWriter out, String statusUrl) {
    String insert = "\"" + INSERT + "\"";
    out.println();
    out.println("  postgres   " + addresses.postgres());
    out.println("  kafka      " + addresses.kafka());
    out.println("  registry   " + addresses.registry());
    out.println("  documents  " + addresses.documents());
    out.println("  site       " + addresses.site() + "  (the matrix, live, in a browser)");
    out.println("  status     " + statusUrl + "/status  (metrics: /metrics)");
    out.println();
    out.println(
        background ? "Try next:" : "Try next, in another terminal (Ctrl-C here stops everything):");
    step(out, "See what is known", "cat " + document("compatibility.json"));
    step(out, "Insert a row with psql", "psql " + quoted(addresses.postgres()) + " -c " + insert);
    step(out, "or without psql", Shell.boardstream("sql", dir) + " " + insert);
    step(out, "and look at its model", "cat " + document("models/" + MODEL + ".json"));
    step(out, "Watch it change", "watch -n 0.5 cat " + document("models/" + MODEL + ".json"));
    step(
        out,
        "See the records between",
        Shell.boardstream("topics peek matrix.models --max 1", dir));
    step(
        out,
        "Compute the same without Kafka",
        Shell.boardstream("convert --from postgres --to compatibility.json", dir));
    if (agent) {
      printJobs(out);
    }
    step(out, "Ask how it is doing", Shell.boardstream("status", dir));
    step(out, "Stop it", Shell.boardstream("down", dir));
    out.flush();
  }

  /** Two models of the project's own making: one that works, one that cannot. */
  private void printJobs(PrintWriter out) {
    step(
        out,
        "Compile and run a model on this machine's processor",
        submit("Tiny-Perceptron", SampleModels.WORKING));
    step(out, "and one that cannot be compiled", submit("Odd-Op", SampleModels.UNSUPPORTED));
    step(out, "See what became of them", Shell.boardstream("jobs list", dir));
    step(out, "and why", Shell.boardstream("show odd-op-fp16", dir));
    step(out, "and what was tried", Shell.boardstream("attempts list", dir));
  }

  private String submit(String model, String file) {
    return Shell.boardstream(
        "jobs submit --model %s --file %s --device cpu --frontend onnx-cpu".formatted(model, file),
        dir);
  }

  private static void step(PrintWriter out, String what, String command) {
    out.println("  # " + what);
    out.println("  " + command);
  }

  private String document(String name) {
    return Shell.quoted(Path.of(addresses.documents()).resolve(name).toString());
  }

  private static String quoted(@Nullable String word) {
    return word == null ? "" : Shell.quoted(word);
  }
}
