package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.check.Finding;
import io.boardstream.agent.check.HostCheck;
import io.boardstream.agent.telemetry.BoardAgent;
import io.boardstream.agent.terminal.Palette;
import io.boardstream.agent.terminal.Watch;
import io.boardstream.runtime.SettingsException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** How the boards feel, live. */
@Command(
    name = "watch",
    mixinStandardHelpOptions = true,
    description = {
      "Shows the boards live in the terminal: board info, telemetry and firmware, with the host and"
          + " whether it is ready beside them.",
      "",
      "Keys: 1 info, 2 telemetry, 3 firmware, t sidebar, w limits, v averages, s snapshot, d start and"
          + " stop a dump, h help, q quit."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent watch",
      "  boardstream agent watch --interval 2 --theme light",
      "  boardstream agent watch --no-color"
    })
final class WatchCommand implements Callable<Integer> {

  /** For which background the colours are. */
  enum Theme {
    DARK,
    LIGHT
  }

  private static final double LEAST_INTERVAL = 0.01;
  private static final double MOST_INTERVAL = 60;
  private static final double MILLIS = 1_000;

  @Mixin private final BoardOptions options = new BoardOptions();

  @Option(
      names = {"-i", "--interval"},
      paramLabel = "SECONDS",
      defaultValue = "0.5",
      description = "Between two readings, 0.01 to 60. Default: ${DEFAULT-VALUE}.")
  private double interval;

  @Option(
      names = {"-t", "--theme"},
      paramLabel = "THEME",
      defaultValue = "dark",
      description =
          "Colours for a background that is ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private Theme theme = Theme.DARK;

  @Option(
      names = {"-nc", "--no-color"},
      description = "No colours. The variable NO_COLOR does the same.")
  private boolean noColor;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      defaultValue = ".",
      description = "Where snapshots and dumps go. Default: here.")
  private Path folder = Path.of(".");

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (!(interval >= LEAST_INTERVAL && interval <= MOST_INTERVAL)) {
      throw new ParameterException(
          Objects.requireNonNull(spec).commandLine(),
          "--interval is 0.01 to 60 seconds, not " + interval);
    }
    BoardSettings settings = options.host().boards(agent);
    List<Finding> findings = new HostCheck(settings).findings();
    try (Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(false).name("boardstream").build()) {
      new Watch(
              terminal,
              "Boardstream agent " + BoardAgent.version(),
              options.looks(agent),
              findings,
              folder.toAbsolutePath().normalize(),
              Duration.ofMillis(Math.max(1, Math.round(interval * MILLIS))),
              palette(),
              Clock.system(ZoneId.systemDefault()))
          .run();
    } catch (IllegalStateException e) {
      throw new SettingsException(
          "'agent watch' needs a terminal: "
              + e.getMessage()
              + ". Without one there are 'agent boards', 'agent snapshot' and 'agent dump'.",
          e);
    }
    return 0;
  }

  private Palette palette() {
    String wish = System.getenv("NO_COLOR");
    if (noColor || (wish != null && !wish.isEmpty())) {
      return Palette.NONE;
    }
    return theme == Theme.LIGHT ? Palette.LIGHT : Palette.DARK;
  }
}
