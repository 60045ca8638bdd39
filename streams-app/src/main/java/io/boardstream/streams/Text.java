package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Record keys are UTF-8 text. */
final class Text {

  private Text() {}

  static byte[] encode(String text) {
    return text.getBytes(UTF_8);
  }

  static String decode(byte[] bytes) {
    return new String(bytes, UTF_8);
  }
}
