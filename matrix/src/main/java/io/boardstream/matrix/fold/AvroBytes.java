package io.boardstream.matrix.fold;

import io.boardstream.schemas.ContractClasses;
import io.boardstream.schemas.EarlierSchemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;

/**
 * Stored values: Avro's single-object encoding, which names its schema, so that a newer version
 * still reads what an older one stored.
 */
public final class AvroBytes<T> {

  static {
    ContractClasses.trust();
  }

  private final BinaryMessageEncoder<T> encoder;
  private final BinaryMessageDecoder<T> decoder;

  /**
   * @param schema of the type as it is now; values that were stored by its released versions are
   *     read too
   */
  public AvroBytes(
      Schema schema, BinaryMessageEncoder<T> encoder, BinaryMessageDecoder<T> decoder) {
    this(EarlierSchemas.of(schema), encoder, decoder);
  }

  AvroBytes(
      List<Schema> earlier, BinaryMessageEncoder<T> encoder, BinaryMessageDecoder<T> decoder) {
    this.encoder = encoder;
    this.decoder = decoder;
    earlier.forEach(decoder::addSchema);
  }

  public byte[] encode(T value) {
    try {
      ByteBuffer buffer = encoder.encode(value);
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("Encoding to memory", e);
    }
  }

  public T decode(byte[] bytes) {
    try {
      return decoder.decode(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException("Decoding from memory", e);
    }
  }
}
