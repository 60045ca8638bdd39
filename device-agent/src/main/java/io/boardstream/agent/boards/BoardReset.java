package io.boardstream.agent.boards;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Resets a board by the configured command. Asks nobody and locks nothing: whoever calls it holds
 * the locks of {@link #affected}.
 */
public final class BoardReset {

  private final String command;
  private final Duration limit;

  public BoardReset(BoardSettings settings) {
    this.command = settings.resetCommand();
    this.limit = settings.resetTimeout();
  }

  /** The command for a board, for people. */
  public String describe(FoundBoard board) {
    return String.join(" ", words(board));
  }

  /** The program of the command, for people who check whether it is installed. */
  public String program() {
    List<String> words = CommandLineText.words(command);
    return words.isEmpty() ? "" : words.get(0);
  }

  /** Whether that program can be run. */
  public boolean isInstalled() {
    return !program().isEmpty() && Tool.find(program()) != null;
  }

  /** The board, and the remote chips that are reached through it and go down with it. */
  public static List<FoundBoard> affected(FoundBoard board, List<FoundBoard> all) {
    List<FoundBoard> affected = new ArrayList<>(List.of(board));
    String boardId = board.chip().identity().boardId();
    for (FoundBoard other : all) {
      if (boardId != null
          && other.chip().identity().isRemote()
          && !other.key().equals(board.key())
          && boardId.equals(other.chip().identity().boardId())) {
        affected.add(other);
      }
    }
    return affected;
  }

  /**
   * Resets it and waits.
   *
   * @throws BoardException when it cannot be reset: a remote chip, a simulated board, or a command
   *     that fails or hangs
   */
  public void reset(FoundBoard board) {
    if (board.isSimulated()) {
      throw new BoardException(
          board.key()
              + " is simulated: a real board may have its bus id, so nothing is reset by it");
    }
    if (board.chip().identity().isRemote()) {
      throw new BoardException(
          board.key()
              + " is reached through another chip of its board. Reset that one; both go down.");
    }
    Tool.Result result;
    Path folder;
    try {
      folder = Files.createTempDirectory("boardstream-reset");
    } catch (IOException e) {
      throw new BoardException("Cannot make a folder for what the reset says: " + e, e);
    }
    try {
      result = Tool.run(words(board), folder, limit);
    } finally {
      TtSmiCommand.removeQuietly(folder);
    }
    if (result.exitCode() != 0) {
      throw new BoardException(
          "'%s' ended with code %d: %s"
              .formatted(describe(board), result.exitCode(), result.complaint()));
    }
  }

  private List<String> words(FoundBoard board) {
    Chip.Identity identity = board.chip().identity();
    String bus = identity.busId() == null ? "" : identity.busId();
    String node = identity.node() == null ? "" : identity.node().toString();
    return CommandLineText.words(command).stream()
        .map(word -> word.replace("{bus}", bus).replace("{node}", node))
        .toList();
  }
}
