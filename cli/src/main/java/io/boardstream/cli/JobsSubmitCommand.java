package io.boardstream.cli;

import io.boardstream.agent.jobs.JobClient;
import io.boardstream.avro.JobRequest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Puts a job into the queue of a device, and prints its id. */
@Command(
    name = "submit",
    mixinStandardHelpOptions = true,
    description = "Puts a job into the queue of a device, and prints its id.",
    footerHeading = "%nExamples:%n",
    footer =
        "  boardstream jobs submit --model Tiny-Perceptron --file tiny-perceptron.onnx --device cpu --frontend onnx-cpu")
final class JobsSubmitCommand implements Callable<Integer> {

  @Mixin private final JobOptions jobs = new JobOptions();

  @Option(names = "--model", required = true, paramLabel = "NAME", description = "As it is shown.")
  private String model = "";

  @Option(
      names = "--file",
      required = true,
      paramLabel = "ADDRESS",
      description =
          "The model: a path below the folder of models of the host, an http(s) address (then with"
              + " --sha256), or hf://ORGANISATION/NAME@COMMIT[/PATH] of a hub.")
  private String file = "";

  @Option(names = "--sha256", paramLabel = "HEX", description = "What the file must be.")
  private @Nullable String sha256;

  @Option(names = "--revision", paramLabel = "TEXT", description = "Of the model in its source.")
  private @Nullable String revision;

  @Option(names = "--precision", paramLabel = "NAME", description = "Such as BF16.")
  private @Nullable String precision;

  @Option(names = "--device", required = true, paramLabel = "ID", description = "Such as n300.")
  private String device = "";

  @Option(
      names = "--frontend",
      required = true,
      paramLabel = "NAME",
      description = "One that the host declares, such as onnx-cpu.")
  private String frontend = "";

  @Option(
      names = "--simulated",
      description =
          "Taken by simulated boards, and by hosts that set agent.jobs.allow-simulated; its results"
              + " say nothing of real hardware and count only if agent.simulated says so.")
  private boolean simulated;

  @Option(names = "--id", paramLabel = "ID", description = "Of the job. Default: a new one.")
  private @Nullable String id;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    try (JobClient client = jobs.client()) {
      String job = id == null ? UUID.randomUUID().toString() : id;
      client.submit(
          JobRequest.newBuilder()
              .setJobId(job)
              .setDevice(device)
              .setModelName(model)
              .setModelAddress(file)
              .setModelSha256(sha256)
              .setModelRevision(revision)
              .setPrecision(precision)
              .setFrontend(frontend)
              .setSimulated(simulated)
              .setSubmittedAt(Instant.now().truncatedTo(ChronoUnit.MICROS))
              .setSubmittedBy(System.getProperty("user.name"))
              .build());
      Console.of(spec).out().println(job);
    }
    return 0;
  }
}
