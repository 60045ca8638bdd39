package io.boardstream.streams;

import java.nio.ByteBuffer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What travels to the tasks that fold. */
sealed interface FoldInput permits FactChange, OverrideChange, CatalogueChange {

  byte[] encode();

  /** A fact begins with a length, which is never negative; all else with a number below zero. */
  static Serde<FoldInput> serde() {
    return Serdes.serdeFrom(
        (topic, input) -> input == null ? null : input.encode(),
        (topic, bytes) -> bytes == null ? null : decode(bytes));
  }

  private static FoldInput decode(byte[] bytes) {
    return switch (ByteBuffer.wrap(bytes).getInt()) {
      case OverrideChange.KIND -> OverrideChange.decode(bytes);
      case CatalogueChange.KIND -> CatalogueChange.decode(bytes);
      default -> FactChange.decode(bytes);
    };
  }
}
