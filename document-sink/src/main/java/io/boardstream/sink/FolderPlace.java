package io.boardstream.sink;

import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;

/** Documents in a folder of this machine. */
record FolderPlace(Path root) implements Place {

  @Override
  public String label() {
    return "folder";
  }

  @Override
  public boolean isNear() {
    return true;
  }

  @Override
  public Destination open() throws IOException {
    return new Opened(DocumentFolder.open(root));
  }

  @Override
  public String describe(IOException failure) {
    return FolderProblem.describe(root, failure);
  }

  @Override
  public void close() {
    // Holds nothing that an opened folder does not.
  }

  private record Opened(DocumentFolder folder) implements Destination {

    @Override
    public boolean isStillThere() {
      return folder.isStillThere();
    }

    @Override
    public Collection<String> models() throws IOException {
      return folder.models();
    }

    @Override
    public Optional<byte[]> read(String name) throws IOException {
      return folder.read(name);
    }

    @Override
    public void write(Map<String, Optional<byte[]>> documents, Results results) {
      documents.forEach(
          (name, document) -> {
            try {
              long begin = System.nanoTime();
              Outcome outcome = write(name, document);
              results.done(name, outcome, System.nanoTime() - begin);
            } catch (IOException e) {
              results.failed(name, FolderProblem.about(name, e));
            }
          });
    }

    private Outcome write(String name, Optional<byte[]> document) throws IOException {
      if (document.isEmpty()) {
        return folder.remove(name) ? Outcome.REMOVED : Outcome.ABSENT;
      }
      return folder.write(name, document.get()) == DocumentFolder.Outcome.WRITTEN
          ? Outcome.WRITTEN
          : Outcome.UNCHANGED;
    }

    @Override
    public void sync() throws IOException {
      folder.sync();
    }

    @Override
    public void close() throws IOException {
      folder.close();
    }
  }
}
