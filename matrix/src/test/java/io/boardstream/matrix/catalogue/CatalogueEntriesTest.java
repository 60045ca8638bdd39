package io.boardstream.matrix.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.CatalogDevice;
import io.boardstream.avro.CatalogModel;
import io.boardstream.matrix.identity.ModelName;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class CatalogueEntriesTest {

  private static final Catalogue EDITED =
      Catalogue.of(
          CatalogueTexts.builtIn()
              .plus(
                  CatalogueTexts.of(
                      List.of("devices: [{id: n150, aliases: [one]}, {id: x, display_name: X}]"),
                      List.of(
                          "models: [{name: Mine, tasks: [], context_window: 5, same_as: [Lab]}]"),
                      List.of(
                          "families: [{match: '^mine', family: Own}]\ndefaults: {family: None}"))));

  @Test
  void aCatalogueTakenApartAndPutTogetherIsTheSame() {
    for (Catalogue catalogue :
        List.of(Catalogue.builtIn(), Catalogue.of(CatalogueTexts.empty()), EDITED)) {
      CatalogueEntries entries = catalogue.entries();
      Catalogue again = Catalogue.of(entries);

      assertThat(again.fingerprint()).isEqualTo(catalogue.fingerprint());
      assertThat(entries.rules().getFingerprint()).isEqualTo(catalogue.fingerprint());
      assertThat(again.entries()).isEqualTo(entries);
      for (String name : List.of("Llama-3.1-8B-Instruct", "Lab/Mine", "mine-too", "zzz-7B")) {
        ModelName model = ModelName.parse(name);
        assertThat(again.model(model)).isEqualTo(catalogue.model(model));
        assertThat(again.isSameAsBase(model)).isEqualTo(catalogue.isSameAsBase(model));
      }
      for (String name : List.of("T3K", "one", "X", "nothing")) {
        assertThat(again.device(name)).isEqualTo(catalogue.device(name));
      }
    }
  }

  @Test
  void whatOthersWriteIsCheckedAsAFileIs() {
    CatalogueEntries entries = Catalogue.builtIn().entries();
    List<CatalogDevice> devices = new ArrayList<>(entries.devices());
    devices.add(new CatalogDevice("Not An Id", "x", null, List.of()));
    List<CatalogModel> models = new ArrayList<>(entries.models());
    models.add(
        CatalogModel.newBuilder()
            .setName("Evil")
            .setLinks(Map.of("huggingface", "javascript:alert(1)"))
            .build());

    assertThatThrownBy(
            () -> Catalogue.of(new CatalogueEntries(devices, entries.models(), entries.rules())))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("device Not An Id");
    assertThatThrownBy(
            () -> Catalogue.of(new CatalogueEntries(entries.devices(), models, entries.rules())))
        .isInstanceOf(CatalogueException.class)
        .hasMessageContaining("model Evil")
        .hasMessageContaining("https");
  }
}
