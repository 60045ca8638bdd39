package io.boardstream.site;

import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** What every answer says to browsers. */
final class Headers {

  /** Nothing from elsewhere, nothing inline: a name that is a script stays a name. */
  private static final String CONTENT_SECURITY_POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src"
          + " 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

  private Headers() {}

  static void security(BiConsumer<String, String> header) {
    header.accept("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    header.accept("X-Content-Type-Options", "nosniff");
    header.accept("Referrer-Policy", "no-referrer");
    header.accept("Cross-Origin-Opener-Policy", "same-origin");
  }

  /** Lets the pages of listed origins read. */
  static void cors(
      SiteSettings settings, @Nullable String origin, BiConsumer<String, String> header) {
    header.accept("Vary", "Accept-Encoding, Origin");
    if (origin != null && settings.allows(origin)) {
      header.accept("Access-Control-Allow-Origin", origin);
      header.accept("Access-Control-Expose-Headers", "ETag, Link, Boardstream-State");
    }
  }
}
