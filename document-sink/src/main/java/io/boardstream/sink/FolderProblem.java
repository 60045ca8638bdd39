package io.boardstream.sink;

import io.boardstream.runtime.folder.FolderInUseException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A failure of the documents folder in words: what is wrong and what to do about it. */
final class FolderProblem {

  private FolderProblem() {}

  /** The failure with the name of the document, which the system's own errors lack. */
  static IOException about(String document, IOException failure) {
    return failure.getClass() == IOException.class
        ? new IOException(document + ": " + failure.getMessage(), failure)
        : failure;
  }

  static String describe(Path folder, IOException failure) {
    if (failure instanceof FolderInUseException) {
      return String.valueOf(failure.getMessage());
    }
    return "Cannot write documents to "
        + folder
        + ": "
        + cause(failure)
        + " Nothing is lost; it is tried again.";
  }

  private static String cause(IOException failure) {
    String message = Optional.ofNullable(failure.getMessage()).orElse("");
    if (message.contains("No space left") || message.contains("quota")) {
      return "the disk is full (" + message + "). Free space there.";
    }
    if (message.contains("Read-only file system")) {
      return "the file system is read-only (" + message + "). Mount it for writing.";
    }
    if (failure instanceof AccessDeniedException) {
      return "permission denied for "
          + message
          + ". Give user "
          + System.getProperty("user.name")
          + " the right to write there.";
    }
    if (failure instanceof NoSuchFileException) {
      return message + " is not there. Was the folder removed or unmounted?";
    }
    return failure.getClass().getSimpleName() + ": " + message + ".";
  }
}
