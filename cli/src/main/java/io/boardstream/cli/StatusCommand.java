package io.boardstream.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.cli.local.Addresses;
import io.boardstream.cli.local.DataDir;
import io.boardstream.cli.local.RunningSystem;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** How the local system is doing. */
@Command(
    name = "status",
    mixinStandardHelpOptions = true,
    description =
        "Says how each part of the local system is doing, and why. Exit code 0 when all are up, 1"
            + " when not.",
    footerHeading = "%nExamples:%n",
    footer = {"  boardstream status", "  boardstream status --json | jq .ready"})
final class StatusCommand implements Callable<Integer> {

  /** Each embedded server may take two seconds to be found silent. */
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private static final ObjectMapper JSON = new ObjectMapper();

  @Mixin private final DataDirOption local = new DataDirOption();

  @Option(names = "--json", description = "As JSON, for programs.")
  private boolean asJson;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws JsonProcessingException {
    DataDir dir = local.dataDir();
    JsonNode status = status(dir);
    PrintWriter out = Console.of(spec).out();
    if (asJson) {
      out.println(JSON.writerWithDefaultPrettyPrinter().writeValueAsString(status));
    } else {
      print(status, out);
    }
    return status.path("ready").asBoolean() ? 0 : 1;
  }

  private static JsonNode status(DataDir dir) {
    Optional<RunningSystem> running = RunningSystem.in(dir);
    if (running.isEmpty()) {
      return down(
          dir,
          RunningSystem.lastOf(dir),
          "STOPPED",
          "no local system runs in " + dir + "; '" + Shell.boardstream("up", dir) + "' starts it");
    }
    try {
      return ask(running.get().http());
    } catch (IOException e) {
      return down(
          dir,
          running,
          "FAILED",
          "process %d runs but does not answer at %s (%s); its log: %s"
              .formatted(running.get().pid(), running.get().http(), e, dir.logFile()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException("Interrupted.", e);
    }
  }

  private static JsonNode ask(String http) throws IOException, InterruptedException {
    HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    HttpResponse<String> answer =
        client.send(
            HttpRequest.newBuilder(URI.create(http + "/status")).timeout(TIMEOUT).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("it answers " + answer.statusCode());
    }
    return JSON.readTree(answer.body());
  }

  private static ObjectNode down(
      DataDir dir, Optional<RunningSystem> last, String state, String cause) {
    ObjectNode status = JSON.createObjectNode();
    status.put("ready", false);
    ArrayNode components = status.putArray("components");
    components.addObject().put("name", "system").put("state", state).put("cause", cause);
    // Of a system that has stopped, only the documents are still where they were.
    Optional<Addresses> addresses = last.map(RunningSystem::addresses);
    Optional<Addresses> reachable = addresses.filter(known -> state.equals("FAILED"));
    status.put("kafka", reachable.map(Addresses::kafka).orElse(null));
    status.put("postgres", reachable.map(Addresses::postgres).orElse(null));
    status.put("registry", reachable.map(Addresses::registry).orElse(null));
    status.put("documents", addresses.map(Addresses::documents).orElse(dir.documents().toString()));
    status.put("data_dir", dir.toString());
    return status;
  }

  private static void print(JsonNode status, PrintWriter out) {
    out.println(status.path("ready").asBoolean() ? "ready" : "not ready");
    TextTable table = new TextTable(List.of("part", "state", "cause"));
    for (JsonNode part : status.path("components")) {
      table.add(
          List.of(
              part.path("name").asText(),
              part.path("state").asText(),
              part.path("cause").asText()));
    }
    table.print(out);
    out.println();
    for (String address : List.of("postgres", "kafka", "registry", "documents")) {
      if (status.hasNonNull(address)) {
        out.println("%-10s %s".formatted(address, status.path(address).asText()));
      }
    }
    out.flush();
  }
}
