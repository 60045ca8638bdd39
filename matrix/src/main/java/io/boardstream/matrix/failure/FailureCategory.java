package io.boardstream.matrix.failure;

/**
 * A kind of failure that an engineer acts on in one way.
 *
 * @param id what events and documents say, {@code [a-z0-9-]}
 * @param title for people
 * @param action what to do about it
 */
public record FailureCategory(String id, String title, String action) {

  /** The category of texts that no rule matches. */
  public static final String UNKNOWN = "unknown";

  public boolean isUnknown() {
    return id.equals(UNKNOWN);
  }
}
