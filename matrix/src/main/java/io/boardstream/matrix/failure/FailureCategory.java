package io.boardstream.matrix.failure;

/**
 * A kind of failure that an engineer acts on in one way.
 *
 * @param id what events and documents say, {@code [a-z0-9-]}
 * @param title for people
 * @param action what to do about it
 * @param ofTheModel whether it says something of the model on the device; not so for what host,
 *     network or harness did
 */
public record FailureCategory(String id, String title, String action, boolean ofTheModel) {

  /** The category of texts that no rule matches. */
  public static final String UNKNOWN = "unknown";

  public boolean isUnknown() {
    return id.equals(UNKNOWN);
  }
}
