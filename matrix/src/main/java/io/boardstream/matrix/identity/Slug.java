package io.boardstream.matrix.identity;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/** Raw names as ids: {@code [a-z0-9-]}, at most 200 characters, a pure function of the name. */
public final class Slug {

  public static final int MAX_LENGTH = 200;

  private static final Pattern VALID = Pattern.compile("[a-z0-9-]{1," + MAX_LENGTH + "}");

  /** The longest slug of one name. */
  private static final int MAX_PART = 90;

  private Slug() {}

  /**
   * Lower-cases the name and turns each run of other characters into one {@code -}. A name that
   * loses letters or digits on the way (it is too long, or not written in Latin letters) ends in a
   * hash of the whole name, so that two such names stay apart.
   *
   * @return between 1 and 90 characters of {@code [a-z0-9-]}
   */
  public static String of(String name) {
    return of(name, MAX_PART);
  }

  /** A slug of at most so many characters, 20 or more; a longer name ends in its hash. */
  static String of(String name, int most) {
    String normal = Normalizer.normalize(name, Normalizer.Form.NFKC).strip();
    String lower = normal.toLowerCase(Locale.ROOT);
    StringBuilder slug = new StringBuilder(lower.length());
    boolean lossless = true;
    for (int i = 0; i < lower.length(); i++) {
      char c = lower.charAt(i);
      if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
        slug.append(c);
      } else if (c == '+') { // "Command R+" is not "Command R".
        separate(slug);
        slug.append("plus-");
      } else {
        lossless &= c < 128 || Character.isWhitespace(c);
        separate(slug);
      }
    }
    if (!slug.isEmpty() && slug.charAt(slug.length() - 1) == '-') {
      slug.setLength(slug.length() - 1);
    }
    if (lossless && !slug.isEmpty() && slug.length() <= most) {
      return slug.toString();
    }
    String hash = hash(normal);
    String head = strip(slug.substring(0, Math.min(slug.length(), most - 1 - hash.length())));
    return (head.isEmpty() ? "x" : head) + "-" + hash;
  }

  /** Whether a text may be used as an id: as a file name and in a URL. */
  public static boolean isValid(String id) {
    return VALID.matcher(id).matches();
  }

  /** Ends a word; runs of separators count as one, and none stands first. */
  private static void separate(StringBuilder slug) {
    if (!slug.isEmpty() && slug.charAt(slug.length() - 1) != '-') {
      slug.append('-');
    }
  }

  private static String strip(String slug) {
    return slug.endsWith("-") ? slug.substring(0, slug.length() - 1) : slug;
  }

  private static String hash(String name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(UTF_8));
      return HexFormat.of().formatHex(digest, 0, 6);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
