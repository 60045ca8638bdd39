package io.boardstream.matrix.catalogue;

/**
 * A device as documents show it.
 *
 * @param id canonical id, {@code [a-z0-9-]{1,200}}
 * @param displayName name for people; the raw name where the catalogue does not know the device
 * @param mapped whether the catalogue knows the device
 * @param architecture "Wormhole", "Blackhole", …; empty when unknown
 */
public record DeviceEntry(String id, String displayName, boolean mapped, String architecture) {

  /** The host's own processor, on which models run for reference; never a board. */
  public static final String REFERENCE_ID = "cpu";
}
