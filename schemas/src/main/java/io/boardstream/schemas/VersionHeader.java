package io.boardstream.schemas;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.avro.FactVersion;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * The version of a deleted fact: a tombstone has no value, so its version travels in a header, as
 * {@code epoch:sequence}.
 */
public final class VersionHeader {

  public static final String NAME = "boardstream.version";

  private VersionHeader() {}

  public static void write(Headers headers, FactVersion version) {
    String text = version.getEpoch() + ":" + Long.toUnsignedString(version.getSequence());
    headers.remove(NAME).add(NAME, text.getBytes(UTF_8));
  }

  /** The version, or empty when the header is absent or is not {@code epoch:sequence}. */
  public static Optional<FactVersion> read(Headers headers) {
    Header header = headers.lastHeader(NAME);
    if (header == null || header.value() == null) {
      return Optional.empty();
    }
    String text = new String(header.value(), UTF_8);
    int colon = text.indexOf(':');
    if (colon < 0) {
      return Optional.empty();
    }
    try {
      long epoch = Long.parseLong(text.substring(0, colon));
      long sequence = Long.parseUnsignedLong(text.substring(colon + 1));
      return Optional.of(new FactVersion(epoch, sequence));
    } catch (NumberFormatException e) {
      return Optional.empty();
    }
  }
}
