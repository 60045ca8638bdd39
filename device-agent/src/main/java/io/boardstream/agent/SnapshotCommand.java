package io.boardstream.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.SnapshotWriter;
import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** One moment of all boards, as tt-smi prints it. */
@Command(
    name = "snapshot",
    mixinStandardHelpOptions = true,
    description =
        "Prints one moment of host and boards as JSON, in the shape of 'tt-smi -s', also where there"
            + " is no tt-smi.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent snapshot",
      "  boardstream agent snapshot --file snapshot.json",
      "  boardstream agent boards --capture snapshot.json"
    })
final class SnapshotCommand implements Callable<Integer> {

  @Mixin private final BoardOptions options = new BoardOptions();

  @Option(
      names = {"-f", "--file"},
      paramLabel = "FILE",
      description = "Write it to this file instead.")
  private @Nullable Path file;

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Sighting sighting = options.look(agent);
    sighting.problems().forEach(problem -> err.println("! " + problem));
    String json = SnapshotWriter.json(sighting);
    Path target = file;
    if (target == null) {
      out.print(json);
      out.flush();
      return 0;
    }
    Path folder = target.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    WholeFile.replace(target, json.getBytes(UTF_8));
    err.printf("%d boards in %s%n", sighting.boards().size(), target);
    return 0;
  }
}
