package io.boardstream.agent.boards;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.catalogue.DeviceEntry;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Which device of the catalogue a board type is. */
public final class DeviceNames {

  private final Catalogue catalogue;

  public DeviceNames(Catalogue catalogue) {
    this.catalogue = catalogue;
  }

  /** Empty when the catalogue does not know the type. */
  Optional<DeviceEntry> device(@Nullable String type) {
    return Optional.ofNullable(type).map(catalogue::device).filter(DeviceEntry::mapped);
  }

  /** By the catalogue, or else by the PCI id; empty when neither knows it. */
  Optional<String> architecture(@Nullable String type, @Nullable String pciDevice) {
    return device(type)
        .map(DeviceEntry::architecture)
        .filter(name -> !name.isEmpty())
        .or(() -> Architecture.ofPciDevice(pciDevice).map(Architecture::label));
  }
}
