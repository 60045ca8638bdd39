package io.boardstream.agent.boards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/**
 * Boards that must not be used, and why. A file for each in the agent's data folder, so that it
 * holds for all processes of the host and through a restart of the agent. It ends with a reset that
 * succeeds, or with a reboot of the host, which starts every board anew.
 */
public final class UnusableBoards {

  private static final Path BOOT = Path.of("/proc/sys/kernel/random/boot_id");

  private final Path folder;
  private final String boot;

  /**
   * @param dataDir the agent's data folder
   */
  public UnusableBoards(Path dataDir) {
    this(dataDir, bootId());
  }

  UnusableBoards(Path dataDir, String boot) {
    this.folder = dataDir.resolve("unusable");
    this.boot = boot;
  }

  /**
   * From now on the board is not used.
   *
   * @param reason for people; its first line is kept
   * @throws BoardException when that cannot be written down
   */
  public void mark(String boardKey, String reason) {
    Path file = file(boardKey);
    try {
      Files.createDirectories(folder);
      Path draft = file.resolveSibling(file.getFileName() + ".tmp");
      Files.writeString(draft, boot + "\n" + reason.lines().findFirst().orElse("") + "\n", UTF_8);
      Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new BoardException(
          "Cannot write down in %s that %s is not usable: %s".formatted(file, boardKey, e), e);
    }
  }

  /** The board can be used again. */
  public void clear(String boardKey) {
    try {
      Files.deleteIfExists(file(boardKey));
    } catch (IOException e) {
      throw new BoardException("Cannot remove " + file(boardKey) + ": " + e, e);
    }
  }

  /** Why it must not be used; empty when it can be. */
  public Optional<String> reason(String boardKey) {
    if (!file(boardKey).toFile().exists()) {
      // Asked all the time: an exception each time would cost more than the rest of an idle agent.
      return Optional.empty();
    }
    try {
      String[] lines = Files.readString(file(boardKey), UTF_8).split("\n", 3);
      return lines.length > 1 && lines[0].equals(boot) ? Optional.of(lines[1]) : Optional.empty();
    } catch (NoSuchFileException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of("its mark " + file(boardKey) + " cannot be read: " + e);
    }
  }

  private Path file(String boardKey) {
    return folder.resolve(URLEncoder.encode(boardKey, UTF_8));
  }

  private static String bootId() {
    try {
      return Files.readString(BOOT).strip();
    } catch (IOException e) {
      // Not Linux: a mark then holds until a reset.
      return "unknown";
    }
  }
}
