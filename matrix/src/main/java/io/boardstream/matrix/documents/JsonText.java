package io.boardstream.matrix.documents;

import java.text.Normalizer;

/** Texts as documents hold them: valid Unicode, composed (NFC). */
final class JsonText {
  private static final char REPLACEMENT = '\uFFFD';

  private JsonText() {}

  /** The composed text; half of a surrogate pair, which UTF-8 cannot hold, becomes U+FFFD. */
  static String of(String text) {
    return Normalizer.normalize(wellFormed(text), Normalizer.Form.NFC);
  }

  private static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char unit = text.charAt(i);
      if (!Character.isSurrogate(unit)) {
        continue;
      }
      if (i + 1 < text.length() && Character.isSurrogatePair(unit, text.charAt(i + 1))) {
        i++;
        continue;
      }
      if (mended == null) {
        mended = new StringBuilder(text);
      }
      mended.setCharAt(i, REPLACEMENT);
    }
    return mended == null ? text : mended.toString();
  }
}
