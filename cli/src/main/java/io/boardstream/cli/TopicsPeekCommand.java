package io.boardstream.cli;

import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The records of a topic, decoded, one line of JSON each. */
@Command(
    name = "peek",
    mixinStandardHelpOptions = true,
    description =
        "Shows the newest records of a topic, one line of JSON each: key, value, partition, offset,"
            + " timestamp, headers. What cannot be decoded is shown as base64, with the reason.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream topics peek matrix.models --max 1",
      "  boardstream topics peek dead-letters --from-beginning",
      "  boardstream topics peek benchmark.rows --follow --timeout 60"
    })
final class TopicsPeekCommand implements Callable<Integer> {

  private static final long DEFAULT_NEWEST = 10;
  private static final long DEFAULT_TIMEOUT_S = 30;

  @Mixin private final LocalSettingsOptions options = new LocalSettingsOptions();

  @Parameters(paramLabel = "TOPIC", description = "Its name, without the prefix of the settings.")
  private String topic = "";

  @Option(names = "--from-beginning", description = "Begin with the oldest record.")
  private boolean fromBeginning;

  @Option(names = "--follow", description = "Go on with records as they arrive.")
  private boolean follow;

  @Option(
      names = "--max",
      paramLabel = "N",
      description =
          "Records to show at most. Default: 10; all of them with --from-beginning or --follow.")
  private @Nullable Long max;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      description = "Stop after this time. Default: 30; none with --follow.")
  private @Nullable Long timeoutSeconds;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    if ((max != null && max < 1) || (timeoutSeconds != null && timeoutSeconds < 1)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(), "--max and --timeout must be 1 or more.");
    }
    Settings settings =
        options.ofRunningSystem(KafkaSettings.BOOTSTRAP_SERVERS, RegistrySettings.URL);
    PrintWriter out = Console.of(spec).out();
    try (TopicReader reader =
        new TopicReader(
            topic, new KafkaSettings(settings.values()), new RecordJson(settings.values()))) {
      if (follow) {
        reader.follow(fromBeginning, limit(), timeout(Long.MAX_VALUE), out);
      } else if (fromBeginning) {
        reader.all(limit(), timeout(DEFAULT_TIMEOUT_S), out);
      } else {
        reader.newest(max == null ? DEFAULT_NEWEST : max, timeout(DEFAULT_TIMEOUT_S), out);
      }
    }
    return 0;
  }

  private long limit() {
    return max == null ? Long.MAX_VALUE : max;
  }

  private Duration timeout(long otherwise) {
    return Duration.ofSeconds(timeoutSeconds == null ? otherwise : timeoutSeconds);
  }
}
