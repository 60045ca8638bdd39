package io.boardstream.runtime.folder;

import java.io.IOException;
import java.nio.file.Path;

/** Takes a folder, says so, and holds it until it is killed. */
final class LockingProcess {

  private LockingProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(Path.of(arguments[0]))) {
      System.out.println("locked " + folder.isStillThere());
      int unused = System.in.read();
    } catch (FolderInUseException e) {
      System.out.println(e.getMessage());
    }
  }
}
