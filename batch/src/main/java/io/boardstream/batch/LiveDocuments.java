package io.boardstream.batch;

import io.boardstream.runtime.folder.DocumentFolder;
import io.boardstream.runtime.folder.WholeFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Documents that a sink keeps, to be read while it may be writing. */
public interface LiveDocuments {

  /** Where they stand, for people. */
  String where();

  /** The bytes of a document, or empty when there is none. */
  Optional<byte[]> read(String name) throws IOException;

  /** Names of the documents of single models, sorted. */
  List<String> models() throws IOException;

  /** Those in a folder; one that does not exist has no documents. */
  static LiveDocuments inFolder(Path folder) {
    return new LiveDocuments() {
      @Override
      public String where() {
        return folder.toString();
      }

      @Override
      public Optional<byte[]> read(String name) throws IOException {
        return WholeFile.read(folder.resolve(name));
      }

      @Override
      public List<String> models() throws IOException {
        Path models = folder.resolve(DocumentFolder.MODELS);
        List<String> names = new ArrayList<>();
        if (Files.isDirectory(models)) {
          try (DirectoryStream<Path> files =
              Files.newDirectoryStream(models, "*" + DocumentFolder.SUFFIX)) {
            files.forEach(file -> names.add(DocumentFolder.MODELS + "/" + file.getFileName()));
          }
        }
        names.sort(null);
        return names;
      }
    };
  }
}
