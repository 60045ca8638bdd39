package io.boardstream.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.AgentCommand;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * The command {@code boardstream}. Exit codes: 0 done, 1 what was asked for failed or is not
 * healthy, 2 wrong use or wrong settings.
 */
@Command(
    name = "boardstream",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "The live compatibility matrix of Tenstorrent's AI boards.",
    subcommands = {
      UpCommand.class,
      DownCommand.class,
      StatusCommand.class,
      TopicsCommand.class,
      SqlCommand.class,
      MatrixCommand.class,
      ShowCommand.class,
      ExportCommand.class,
      ConvertCommand.class,
      AuditCommand.class,
      ExcelCommand.class,
      CsvCommand.class,
      CiCommand.class,
      ResultCommand.class,
      AgentCommand.class,
      RegressionsCommand.class,
      JobsCommand.class,
      AttemptsCommand.class,
      RunCommand.class,
      ProducerCommand.class,
      CheckCommand.class,
      ResetCommand.class,
      BenchCommand.class,
      FaultsCommand.class,
      CompletionCommand.class
    },
    footerHeading = "%nStart here:%n",
    footer = {
      "  boardstream up           everything on this machine, with a sample to look at",
      "  boardstream COMMAND --help",
      "",
      "Exit codes: 0 done, 1 failed or not healthy, 2 wrong use or wrong settings."
    })
public final class Boardstream implements Runnable {

  @Spec private @Nullable CommandSpec spec;

  /** Runs a command and ends the process with its exit code. */
  public static void main(String[] args) {
    // Output is UTF-8 whatever the locale says: documents and names are.
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    PrintStream err = new PrintStream(new FileOutputStream(FileDescriptor.err), true, UTF_8);
    CommandLine command =
        commandLine()
            .setOut(new PrintWriter(out, true, UTF_8))
            .setErr(new PrintWriter(err, true, UTF_8));
    int exitCode = command.execute(args);
    command.getOut().flush();
    command.getErr().flush();
    System.exit(exitCode);
  }

  static CommandLine commandLine() {
    return new CommandLine(new Boardstream(), new CommandFactory())
        .setExecutionExceptionHandler(new Failures())
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setUsageHelpAutoWidth(true);
  }

  @Override
  public void run() {
    if (spec != null) {
      throw new ParameterException(spec.commandLine(), "Which command?");
    }
  }
}
