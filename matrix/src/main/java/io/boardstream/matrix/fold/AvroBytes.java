package io.boardstream.matrix.fold;

import io.boardstream.schemas.ContractClasses;
import io.boardstream.schemas.ContractWriter;
import io.boardstream.schemas.EarlierSchemas;
import io.boardstream.schemas.Encoded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Stored values: Avro's single-object encoding, which names its schema, so that a newer version
 * still reads what an older one stored.
 */
public final class AvroBytes<T extends SpecificRecord> {

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

  /** For a type of the contract. */
  static <T extends SpecificRecord> AvroBytes<T> of(
      Class<T> type, Schema schema, BinaryMessageDecoder<T> decoder) {
    SpecificData quick =
        new SpecificData() {
          @Override
          public DatumWriter<?> createDatumWriter(Schema written) {
            return ContractWriter.of(written, type);
          }
        };
    return new AvroBytes<>(schema, new BinaryMessageEncoder<>(quick, schema), decoder);
  }

  /** The value, and what {@link #encode} makes of it. */
  Encoded<T> encoded(T value) {
    return new Encoded<>(value, encode(value));
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
