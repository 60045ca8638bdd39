package io.boardstream.runtime.folder;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;

/** Writes documents without end, each of which says itself how long it is. */
final class WritingProcess {

  static final int DOCUMENTS = 5;

  private WritingProcess() {}

  public static void main(String[] arguments) throws IOException {
    try (DocumentFolder folder = DocumentFolder.open(Path.of(arguments[0]))) {
      for (int i = 0; ; i++) {
        folder.write("models/m" + i % DOCUMENTS + ".json", document(i * 7919 % 300_000));
        folder.sync();
        System.out.println(i);
      }
    }
  }

  static byte[] document(int length) {
    return (length + "\n" + "x".repeat(length) + "\nend\n").getBytes(UTF_8);
  }

  static boolean isWhole(byte[] document) {
    String text = new String(document, UTF_8);
    int line = text.indexOf('\n');
    return line > 0
        && new String(document(Integer.parseInt(text.substring(0, line))), UTF_8).equals(text);
  }
}
