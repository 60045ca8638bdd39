package io.boardstream.agent;

import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.agent.check.BoardCheck;
import io.boardstream.agent.check.Finding;
import io.boardstream.agent.check.FrontendCheck;
import io.boardstream.agent.check.HostCheck;
import io.boardstream.agent.check.ServerCheck;
import io.boardstream.agent.frontend.Frontends;
import io.boardstream.agent.jobs.JobSettings;
import io.boardstream.agent.model.ModelSettings;
import io.boardstream.runtime.KafkaSettings;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.schemas.serde.RegistrySettings;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Whether this host is ready. */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    description = {
      "Says whether this host is ready to be a board host, and what to do about what is missing:"
          + " driver, device nodes and rights, tools, frontends, boards, Kafka and the registry.",
      "",
      "Ends with 0 when nothing is missing; warnings do not count."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent check",
      "  boardstream agent check --offline",
      "  boardstream agent check --config /etc/boardstream/agent.properties"
    })
final class CheckCommand implements Callable<Integer> {

  @Mixin private final HostOptions options = new HostOptions();

  @Option(names = "--offline", description = "Do not ask Kafka and the registry.")
  private boolean offline;

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    Settings settings = options.settings(agent);
    BoardSettings boards = new BoardSettings(settings.values());
    List<Finding> all = new ArrayList<>();
    print(out, new HostCheck(boards).findings(), all);
    print(out, jobs(settings), all);
    print(
        out,
        BoardCheck.findings(
            new Discovery(boards, BoardOptions.names(), Clock.systemUTC()).look(),
            new UnusableBoards(boards.dataDir())),
        all);
    if (!offline) {
      print(
          out,
          new ServerCheck(
                  new KafkaSettings(settings.values()),
                  String.join(
                      ",", new RegistrySettings(settings.values()).getList(RegistrySettings.URL)))
              .findings(),
          all);
    }
    long missing = count(all, Finding.Grade.MISSING);
    long warnings = count(all, Finding.Grade.WARNING);
    out.printf(
        "%n%s%s%n",
        missing == 0 ? "Ready." : "%d missing.".formatted(missing),
        warnings == 0 ? "" : " %d warnings.".formatted(warnings));
    return missing == 0 ? 0 : 1;
  }

  /**
   * A declaration that cannot be understood is what is missing; the rest is looked at all the same.
   */
  private static List<Finding> jobs(Settings settings) {
    List<Finding> findings = new ArrayList<>();
    try {
      Frontends frontends = HostAgent.frontends(new JobSettings(settings.values()).frontends());
      findings.addAll(new FrontendCheck(frontends, System.getenv()).findings());
    } catch (SettingsException e) {
      findings.add(FrontendCheck.broken(String.valueOf(e.getMessage())));
    }
    findings.addAll(FrontendCheck.token(new ModelSettings(settings.values())));
    return findings;
  }

  private static long count(List<Finding> findings, Finding.Grade grade) {
    return findings.stream().filter(finding -> finding.grade() == grade).count();
  }

  /** As soon as they are known: the next ones may take a while. */
  private static void print(PrintWriter out, List<Finding> findings, List<Finding> all) {
    for (Finding finding : findings) {
      String mark =
          switch (finding.grade()) {
            case OK -> "ok     ";
            case WARNING -> "warning";
            case MISSING -> "MISSING";
          };
      out.printf("%s  %s: %s%n", mark, finding.what(), finding.state());
      if (!finding.advice().isEmpty()) {
        out.printf("           %s%n", finding.advice());
      }
    }
    out.flush();
    all.addAll(findings);
  }
}
