package io.boardstream.agent;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.agent.boards.BoardException;
import io.boardstream.agent.boards.BoardLock;
import io.boardstream.agent.boards.BoardReset;
import io.boardstream.agent.boards.BoardSettings;
import io.boardstream.agent.boards.Discovery;
import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.UnusableBoards;
import io.boardstream.runtime.Nearest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Boards, started anew. */
@Command(
    name = "reset",
    mixinStandardHelpOptions = true,
    description = {
      "Resets boards by the command of agent.reset.command, one after the other. Asks first, and"
          + " refuses while a job or another command uses one of them.",
      "",
      "Remote chips go down with the board that they are reached through."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream agent reset 0000:01:00.0",
      "  boardstream agent reset lab-3/0000:01:00.0 lab-3/0000:02:00.0 --yes"
    })
final class ResetCommand implements Callable<Integer> {

  @Mixin private final HostOptions options = new HostOptions();

  @Parameters(
      arity = "1..*",
      paramLabel = "BOARD",
      description = "Key, or key without host, as 'agent boards' lists them.")
  private List<String> names = List.of();

  @Option(
      names = {"-y", "--yes"},
      description = "Do not ask.")
  private boolean yes;

  @ParentCommand private @Nullable AgentCommand agent;

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    BoardSettings settings = options.boards(agent);
    List<FoundBoard> all =
        new Discovery(settings, BoardOptions.names(), Clock.systemUTC()).look().boards();
    Map<String, FoundBoard> chosen = new LinkedHashMap<>();
    for (String name : names) {
      FoundBoard board = find(name, all);
      chosen.put(board.key(), board);
    }
    BoardReset reset = new BoardReset(settings);
    List<BoardLock.Held> held = new ArrayList<>();
    try {
      lock(chosen, all, new BoardLock(settings.dataDir()), held);
      if (!yes && !agreed(chosen, reset, err)) {
        err.println("Nothing was reset.");
        return 1;
      }
      return resetAll(chosen, reset, new UnusableBoards(settings.dataDir()));
    } finally {
      held.forEach(BoardLock.Held::close);
    }
  }

  private FoundBoard find(String name, List<FoundBoard> all) {
    for (FoundBoard board : all) {
      if (board.key().equals(name) || board.key().endsWith("/" + name)) {
        return board;
      }
    }
    String near =
        Nearest.of(all.stream().map(FoundBoard::key).toList(), name)
            .map(key -> " Did you mean '%s'?".formatted(key))
            .orElse(" There are no boards on this host.");
    throw new ParameterException(
        Objects.requireNonNull(spec).commandLine(),
        "There is no board '%s'.%s 'agent boards' lists them.".formatted(name, near));
  }

  /** All of them before the first is touched. */
  private static void lock(
      Map<String, FoundBoard> chosen,
      List<FoundBoard> all,
      BoardLock locks,
      List<BoardLock.Held> held) {
    Map<String, FoundBoard> affected = new LinkedHashMap<>();
    chosen
        .values()
        .forEach(
            board ->
                BoardReset.affected(board, all).forEach(other -> affected.put(other.key(), other)));
    for (String key : affected.keySet()) {
      held.add(
          locks
              .tryLock(key, "agent reset")
              .orElseThrow(
                  () ->
                      new BoardException(
                          "%s is in use: %s. Nothing was reset. Wait, or cancel the job."
                              .formatted(key, locks.purpose(key)))));
    }
  }

  private static boolean agreed(Map<String, FoundBoard> chosen, BoardReset reset, PrintWriter err)
      throws IOException {
    chosen
        .values()
        .forEach(
            board ->
                err.printf("  %s  %s  %s%n", board.key(), board.label(), reset.describe(board)));
    err.printf("Reset %d board(s)? What runs on them is lost. [y/N] ", chosen.size());
    err.flush();
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
    String answer = in.readLine();
    if (answer == null) {
      err.println();
      return false;
    }
    String word = answer.strip().toLowerCase(Locale.ROOT);
    return word.equals("y") || word.equals("yes");
  }

  private int resetAll(Map<String, FoundBoard> chosen, BoardReset reset, UnusableBoards unusable) {
    PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
    PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
    int failed = 0;
    for (FoundBoard board : chosen.values()) {
      try {
        reset.reset(board);
        unusable.clear(board.key());
        out.println("Reset " + board.key());
      } catch (BoardException e) {
        failed++;
        err.println("Not reset: " + e.getMessage());
      }
    }
    return failed == 0 ? 0 : 1;
  }
}
