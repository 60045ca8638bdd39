package io.boardstream.agent;

import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Sighting;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** What is plugged in. */
@Command(
    name = "boards",
    mixinStandardHelpOptions = true,
    description = {
      "Lists the boards of this host: what the kernel driver shows, joined with what tt-smi says.",
      "",
      "KEY names a board in all other commands and on the topics; it stays the same across reboots."
          + " What cannot be told is shown as '-'."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent boards",
      "  boardstream agent boards --capture snapshot.json",
      "  boardstream agent boards --root captured-tree/"
    })
final class BoardsCommand implements Callable<Integer> {

  @Mixin private final BoardOptions options = new BoardOptions();

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    Sighting sighting = options.look(agent);
    for (String problem : sighting.problems()) {
      err.println("! " + problem);
    }
    if (sighting.boards().isEmpty()) {
      out.println("No boards were found. 'boardstream agent check' says what is missing.");
      return 1;
    }
    BoardTable.of(sighting).print(out);
    long simulated = sighting.boards().stream().filter(FoundBoard::isSimulated).count();
    if (simulated > 0) {
      out.printf("%d of these are simulated: there is no such hardware.%n", simulated);
    }
    return 0;
  }
}
