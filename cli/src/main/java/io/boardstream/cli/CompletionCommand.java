package io.boardstream.cli;

import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The completion script for shells. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = "Prints the completion script for bash and zsh.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  source <(./boardstream completion)                                in this shell",
      "  ./boardstream completion > ~/.local/share/bash-completion/completions/boardstream"
    })
final class CompletionCommand implements Callable<Integer> {

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    String script =
        AutoComplete.bash("boardstream", Objects.requireNonNull(spec).root().commandLine());
    Console.of(spec).out().print(script);
    return 0;
  }
}
