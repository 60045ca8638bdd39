package io.boardstream.runtime.folder;

import java.io.IOException;
import java.nio.file.Path;

/**
 * Another sink, or a conversion, writes to the folder: two writers would undo each other's
 * documents.
 */
public final class FolderInUseException extends IOException {

  FolderInUseException(Path folder) {
    super(
        ("The documents folder %s is in use by another Boardstream sink. Stop that one, or set %s to"
                + " another folder.")
            .formatted(folder, "documents.dir"));
  }
}
