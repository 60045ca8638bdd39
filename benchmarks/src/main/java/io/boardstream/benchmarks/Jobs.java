package io.boardstream.benchmarks;

import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.jobs.AgentJobs;
import io.boardstream.agent.jobs.BoardSlot;
import io.boardstream.agent.jobs.JobClient;
import io.boardstream.avro.JobRequest;
import io.boardstream.embedded.EmbeddedBroker;
import io.boardstream.embedded.EmbeddedRegistry;
import io.boardstream.matrix.catalogue.CatalogueText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How many jobs a second several agents do, each with one board that is none and a program that
 * only says that it ran; and whether each is done once. Beside it as many records through a share
 * group of as many plain consumers, on the same broker.
 */
public final class Jobs {

  private static final String DEVICE = "synthetic";
  private static final String FRONTENDS =
      """
      frontends:
        - name: synthetic
          command: [/bin/sh, -c, 'echo ''{"stage":"executing"}''; echo ''{"status":"completed"}''']
          devices: [synthetic]
          simulated: true
      """;

  /**
   * What to measure.
   *
   * @param jobs all in the queue before an agent starts
   * @param agents with a board each, in this process
   */
  public record Options(int jobs, int agents) {

    public Options {
      if (jobs < 1 || agents < 1) {
        throw new IllegalArgumentException("--jobs and --agents must be 1 or more.");
      }
    }
  }

  private Jobs() {}

  /**
   * Measures.
   *
   * @throws BenchmarkException when a job was not completed, or more than once
   */
  public static Report run(Options options, Path dir, Progress progress)
      throws IOException, InterruptedException {
    progress.says("starting a broker and a registry");
    try (EmbeddedBroker broker = EmbeddedBroker.start(dir.resolve("kafka"), 0);
        EmbeddedRegistry registry = EmbeddedRegistry.start(dir.resolve("registry"), 0)) {
      Map<String, String> settings =
          Map.of(
              "kafka.bootstrap.servers", broker.bootstrapServers(),
              "schema.registry.url", registry.url().toString(),
              "agent.jobs.allow-simulated", "true");
      QueueBaseline baseline = new QueueBaseline(broker.bootstrapServers());
      progress.says("%,d records through a plain share group".formatted(options.jobs()));
      double plain = baseline.seconds(options.jobs(), options.agents());
      double seconds = jobs(options, dir, settings, progress);
      Map<String, Object> figures = new LinkedHashMap<>();
      figures.put("jobs", (long) options.jobs());
      figures.put("agents", (long) options.agents());
      figures.put("completed_once", (long) options.jobs());
      figures.put("jobs_per_s", options.jobs() / seconds);
      figures.put("share_group_records_per_s", options.jobs() / plain);
      figures.put("ratio_to_share_group", plain / seconds);
      return new Report("jobs").add("synthetic", figures);
    }
  }

  private static double jobs(
      Options options, Path dir, Map<String, String> settings, Progress progress)
      throws IOException, InterruptedException {
    Path models = Files.createDirectories(dir.resolve("models"));
    Files.writeString(models.resolve("synthetic"), "No model: jobs of a benchmark name it.");
    progress.says("submitting %,d synthetic jobs".formatted(options.jobs()));
    try (JobClient client = new JobClient(settings, Clock.systemUTC())) {
      client.submit(IntStream.range(0, options.jobs()).mapToObj(Jobs::job).toList());
    }
    List<AgentJobs> agents = new ArrayList<>();
    try (Completions completions = new Completions(settings)) {
      for (int i = 0; i < options.agents(); i++) {
        agents.add(agent(i, dir, models, settings));
      }
      long started = System.nanoTime();
      agents.forEach(AgentJobs::start);
      completions.await(options.jobs(), progress);
      double seconds = (System.nanoTime() - started) / 1e9;
      progress.says("looking whether anything comes twice");
      completions.check(options.jobs());
      return seconds;
    } finally {
      agents.forEach(AgentJobs::close);
    }
  }

  /** Its data says that it is none. */
  private static JobRequest job(int number) {
    return JobRequest.newBuilder()
        .setJobId("synthetic-" + number)
        .setDevice(DEVICE)
        .setModelName("Synthetic job of a benchmark")
        .setModelAddress("synthetic")
        .setFrontend("synthetic")
        .setSimulated(true)
        .setSubmittedAt(Instant.EPOCH)
        .setSubmittedBy("bench jobs")
        .build();
  }

  private static AgentJobs agent(int number, Path dir, Path models, Map<String, String> settings) {
    Path data = dir.resolve("agent-" + number);
    String key = "synthetic-" + number + "/0";
    BoardSlot board =
        new BoardSlot(
            key,
            DEVICE,
            Optional.of("synthetic"),
            Optional.empty(),
            Optional.empty(),
            true,
            List.of(key));
    return new AgentJobs(
        new AgentJobs.Options(
            data.toString(),
            "synthetic-" + number,
            "bench",
            data,
            models,
            Frontends.builtIn().plus(new CatalogueText("bench jobs", FRONTENDS))),
        settings,
        () -> List.of(board));
  }
}
