package io.boardstream.matrix.catalogue;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.avro.CatalogRules;
import java.util.List;

/**
 * A catalogue taken apart into the records that topics carry; {@link
 * Catalogue#of(CatalogueEntries)} puts it together again.
 *
 * @param devices ordered by id
 * @param models ordered by the slug of their name
 * @param rules with the fingerprint of all of it
 */
public record CatalogueEntries(
    List<CatalogDevice> devices, List<CatalogModel> models, CatalogRules rules) {

  public CatalogueEntries {
    devices = List.copyOf(devices);
    models = List.copyOf(models);
  }
}
