package io.boardstream.agent.boards;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Small files of one value each. One that is missing, or that the chip does not answer, is null.
 */
record SysfsFolder(Path path) {

  /** A page, the most that the kernel gives. */
  private static final int MOST = 4_096;

  @Nullable String text(String name) {
    try (InputStream file = Files.newInputStream(path.resolve(name))) {
      return Texts.text(new String(file.readNBytes(MOST), UTF_8));
    } catch (IOException e) {
      return null;
    }
  }

  @Nullable Double number(String name) {
    return Texts.number(text(name));
  }

  @Nullable Long whole(String name) {
    return Texts.whole(text(name));
  }
}
