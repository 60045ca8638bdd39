package io.boardstream.embedded;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import org.jspecify.annotations.Nullable;

/** Removes folders with all that is in them. */
final class Trees {

  private Trees() {}

  /** Removes a folder, if it is there; another process may be removing it at the same time. */
  static void delete(Path root) throws IOException {
    Files.walkFileTree(root, new Delete());
  }

  private static final class Delete extends SimpleFileVisitor<Path> {

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
      Files.deleteIfExists(file);
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path path, IOException problem) throws IOException {
      return unlessGone(problem);
    }

    @Override
    public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException problem)
        throws IOException {
      unlessGone(problem);
      Files.deleteIfExists(folder);
      return FileVisitResult.CONTINUE;
    }

    private static FileVisitResult unlessGone(@Nullable IOException problem) throws IOException {
      if (problem != null && !(problem instanceof NoSuchFileException)) {
        throw problem;
      }
      return FileVisitResult.CONTINUE;
    }
  }
}
