package io.boardstream.cli;

import io.boardstream.avro.RegressionActionKind;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says that somebody takes care of an incident; worse news of it is still told. */
@Command(
    name = "ack",
    mixinStandardHelpOptions = true,
    description = "Says that somebody takes care of an incident; worse news of it is still told.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream regressions ack 3f2a9c01 --why 'known, see the ticket' --until 3d",
      "  boardstream regressions ack 3f2a9c01 --undo"
    })
final class RegressionsAckCommand implements Callable<Integer> {

  @Mixin private final RegressionSaying saying = new RegressionSaying();

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws InterruptedException {
    String done = saying.say(RegressionActionKind.ACKNOWLEDGE);
    Console.of(spec).out().println(done);
    return 0;
  }
}
