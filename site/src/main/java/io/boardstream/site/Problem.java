package io.boardstream.site;

import java.util.Map;

/** An error as RFC 9457 writes it. */
record Problem(String type, String title, int status, String detail) {

  static final String TYPE = "application/problem+json";

  private static final Map<Integer, String> TITLES =
      Map.of(
          400, "Bad Request",
          404, "Not Found",
          405, "Method Not Allowed",
          500, "Internal Server Error",
          503, "Service Unavailable");

  static Problem of(int status, String detail) {
    return new Problem("about:blank", TITLES.getOrDefault(status, "Error"), status, detail);
  }

  /** Ends the handling of a request. */
  static final class Raised extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    Raised(int status, String detail) {
      super(detail);
      this.problem = of(status, detail);
    }

    Problem problem() {
      return problem;
    }
  }
}
