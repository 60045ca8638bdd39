package io.boardstream.matrix.fold;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.matrix.catalogue.Catalogue;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class StoredLayoutTest {

  private final TreeStore store = new TreeStore();

  @Test
  void stateOfTheSameLayoutIsTakenOver() {
    assertThat(fold(30).adoptRules()).isTrue();
    assertThat(fold(30).adoptRules()).isFalse();
    assertThat(fold(31).adoptRules()).isTrue();
  }

  @Test
  void stateOfAnotherLayoutIsRefusedAndSaysWhatToDo() {
    store.put(Keys.rules(), "0123abcd MatrixRules[staleAfter=PT720H]".getBytes(UTF_8));

    assertThatThrownBy(() -> fold(30).adoptRules()).hasMessageContaining("boardstream reset");
  }

  private MatrixFold fold(int staleDays) {
    return new MatrixFold(store, Catalogue.builtIn(), new MatrixRules(Duration.ofDays(staleDays)));
  }
}
