package io.boardstream.schemas.serde;

import io.boardstream.schemas.ContractWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaNormalization;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.IndexedRecord;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;

/** How records of one type are written under one schema id. Safe for use by many threads. */
interface Encoding {

  int id();

  void write(IndexedRecord value, Encoder out) throws IOException;

  /** Writes records as they are: the registered schema is theirs. */
  static Encoding own(int id, IndexedRecord sample) {
    return new Own(id, writer(sample));
  }

  /**
   * Writes records by a schema that is not theirs but can hold them.
   *
   * @throws SerializationException when it cannot
   */
  static Encoding by(SchemaRegistry.Registered target, IndexedRecord sample, String subject) {
    Schema own = sample.getSchema();
    if (SchemaNormalization.toParsingForm(own)
        .equals(SchemaNormalization.toParsingForm(target.schema()))) {
      return own(target.id(), sample);
    }
    SchemaCompatibility.SchemaPairCompatibility pair =
        SchemaCompatibility.checkReaderWriterCompatibility(target.schema(), own);
    if (pair.getType() != SchemaCompatibility.SchemaCompatibilityType.COMPATIBLE) {
      throw new SerializationException(
          "The newest schema of subject '%s' (id %d) cannot hold %s: %s. Register a compatible one, or set %s=false."
              .formatted(
                  subject,
                  target.id(),
                  own.getFullName(),
                  pair.getResult().getIncompatibilities(),
                  RegistrySettings.USE_LATEST_VERSION));
    }
    GenericData plain = new GenericData();
    return new Translated(
        target.id(),
        writer(sample),
        new GenericDatumReader<>(own, target.schema(), plain),
        new GenericDatumWriter<>(target.schema(), plain));
  }

  private static DatumWriter<IndexedRecord> writer(IndexedRecord sample) {
    return sample instanceof SpecificRecord
        ? ContractWriter.of(sample.getSchema(), sample.getClass())
        : new GenericDatumWriter<>(sample.getSchema());
  }

  /** Record and schema id agree. */
  record Own(int id, DatumWriter<IndexedRecord> writer) implements Encoding {

    @Override
    public void write(IndexedRecord value, Encoder out) throws IOException {
      writer.write(value, out);
    }
  }

  /** Fields may stand in another order or be left out, so the bytes are read and written again. */
  record Translated(
      int id,
      DatumWriter<IndexedRecord> ownWriter,
      DatumReader<IndexedRecord> reader,
      DatumWriter<IndexedRecord> writer)
      implements Encoding {

    @Override
    public void write(IndexedRecord value, Encoder out) throws IOException {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);
      ownWriter.write(value, encoder);
      encoder.flush();
      writer.write(
          reader.read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null)), out);
    }
  }
}
