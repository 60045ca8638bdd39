package io.boardstream.matrix.fold;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;

/** Entries of the catalogue as stores keep them. */
public final class CatalogueCodec {

  private static final AvroBytes<CatalogDevice> DEVICES =
      new AvroBytes<>(
          CatalogDevice.getClassSchema(), CatalogDevice.getEncoder(), CatalogDevice.getDecoder());

  private static final AvroBytes<CatalogModel> MODELS =
      new AvroBytes<>(
          CatalogModel.getClassSchema(), CatalogModel.getEncoder(), CatalogModel.getDecoder());

  private static final AvroBytes<CatalogRules> RULES =
      new AvroBytes<>(
          CatalogRules.getClassSchema(), CatalogRules.getEncoder(), CatalogRules.getDecoder());

  private CatalogueCodec() {}

  public static byte[] encode(CatalogDevice device) {
    return DEVICES.encode(device);
  }

  public static byte[] encode(CatalogModel model) {
    return MODELS.encode(model);
  }

  public static byte[] encode(CatalogRules rules) {
    return RULES.encode(rules);
  }

  static CatalogDevice device(byte[] entry) {
    return DEVICES.decode(entry);
  }

  static CatalogModel model(byte[] entry) {
    return MODELS.decode(entry);
  }

  static CatalogRules rules(byte[] entry) {
    return RULES.decode(entry);
  }
}
