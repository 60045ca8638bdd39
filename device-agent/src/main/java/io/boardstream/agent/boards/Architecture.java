package io.boardstream.agent.boards;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a chip codes what it tells. Which architecture a device is, the catalogue says; this is only
 * what its PCI id says, and what decoding needs. A chip of another architecture has none.
 */
public enum Architecture {
  GRAYSKULL("Grayskull", "0xfaca"),
  WORMHOLE("Wormhole", "0x401e"),
  BLACKHOLE("Blackhole", "0xb140");

  private final String label;
  private final String pciDevice;

  Architecture(String label, String pciDevice) {
    this.label = label;
    this.pciDevice = pciDevice;
  }

  /** As the catalogue writes it. */
  public String label() {
    return label;
  }

  String pciDevice() {
    return pciDevice;
  }

  static Optional<Architecture> ofPciDevice(@Nullable String id) {
    for (Architecture architecture : values()) {
      if (id != null && architecture.pciDevice.equals(id.toLowerCase(Locale.ROOT))) {
        return Optional.of(architecture);
      }
    }
    return Optional.empty();
  }

  static Optional<Architecture> ofLabel(@Nullable String label) {
    for (Architecture architecture : values()) {
      if (architecture.label.equalsIgnoreCase(label)) {
        return Optional.of(architecture);
      }
    }
    return Optional.empty();
  }
}
