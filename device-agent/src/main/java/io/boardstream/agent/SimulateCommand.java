package io.boardstream.agent;

import io.boardstream.agent.boards.SimulatedTree;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** A tree of boards that do not exist. */
@Command(
    name = "simulate",
    mixinStandardHelpOptions = true,
    description =
        "Writes a tree like the kernel driver's into a folder, of boards that do not exist, to try"
            + " the agent without hardware. All that is read from it is marked as simulated.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent simulate tree --boards 32 --type n300",
      "  boardstream agent boards --root tree"
    })
final class SimulateCommand implements Callable<Integer> {

  private static final int MOST = 64;

  @Parameters(paramLabel = "DIR", description = "Where; made if it is not there.")
  private Path folder = Path.of("");

  @Option(
      names = "--boards",
      paramLabel = "N",
      defaultValue = "2",
      description = "How many, 1 to 64. Default: ${DEFAULT-VALUE}.")
  private int boards;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      defaultValue = "n150",
      description = "Board type, as the driver names it. Default: ${DEFAULT-VALUE}.")
  private String type = "n150";

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    var command = Objects.requireNonNull(spec).commandLine();
    if (boards < 1 || boards > MOST) {
      throw new ParameterException(command, "--boards is 1 to " + MOST + ", not " + boards);
    }
    if (folder.toAbsolutePath().normalize().getParent() == null) {
      throw new ParameterException(command, "Choose a folder of its own, not /");
    }
    SimulatedTree.write(folder, type, boards, BoardOptions.names());
    command
        .getOut()
        .printf(
            "%d simulated %s in %s. Look at them: boardstream agent boards --root %s%n",
            boards, type, folder, folder);
    return 0;
  }
}
