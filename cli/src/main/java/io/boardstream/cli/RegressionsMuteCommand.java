package io.boardstream.cli;

import io.boardstream.avro.RegressionActionKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says that no more messages are to be sent about an incident or a series. */
@Command(
    name = "mute",
    mixinStandardHelpOptions = true,
    description = "Says that no more messages are to be sent about an incident or a series.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions mute 3f2a9c01 --why 'known, see the ticket' --until 3d",
      "  boardstream regressions mute 3f2a9c01 --undo"
    })
final class RegressionsMuteCommand implements Callable<Integer> {

  @Mixin private final RegressionSaying saying = new RegressionSaying();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String done = saying.say(RegressionActionKind.MUTE);
    Console.of(spec).out().println(done);
    return 0;
  }
}
