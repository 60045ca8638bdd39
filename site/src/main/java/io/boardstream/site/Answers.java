package io.boardstream.site;

import io.javalin.http.Context;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** Sends bytes: as they are kept or unpacked, or not at all when the browser has them. */
final class Answers {

  private static final String JSON = "application/json";

  private Answers() {}

  static void json(Context context, Packed packed) {
    send(context, packed, JSON);
  }

  static void send(Context context, Packed packed, String type) {
    // Whoever asks again is told at once; nobody keeps what is no longer true.
    context.header("Cache-Control", "no-cache").header("ETag", packed.tag()).contentType(type);
    if (hasIt(context, packed.tag())) {
      context.status(304);
    } else if (takesGzip(context)) {
      context.header("Content-Encoding", "gzip").result(packed.gzip());
    } else {
      context.result(packed.open());
    }
  }

  private static boolean hasIt(Context context, String tag) {
    return Optional.ofNullable(context.header("If-None-Match")).stream()
        .flatMap(tags -> Arrays.stream(tags.split(",", -1)))
        .map(String::strip)
        .anyMatch(one -> one.equals("*") || weak(one).equals(tag));
  }

  private static String weak(String tag) {
    return tag.startsWith("W/") ? tag : "W/" + tag;
  }

  private static boolean takesGzip(Context context) {
    return Optional.ofNullable(context.header("Accept-Encoding")).stream()
        .flatMap(encodings -> Arrays.stream(encodings.split(",", -1)))
        .map(one -> one.replace(" ", "").toLowerCase(Locale.ROOT))
        .anyMatch(one -> one.equals("gzip") || (one.startsWith("gzip;q=") && !isZero(one)));
  }

  private static boolean isZero(String encoding) {
    return encoding.matches("gzip;q=0(\\.0*)?");
  }
}
