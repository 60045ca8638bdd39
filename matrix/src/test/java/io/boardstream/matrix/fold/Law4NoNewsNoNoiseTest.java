package io.boardstream.matrix.fold;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.catalogue.Catalogue;
import io.boardstream.matrix.fold.Law1PureFunctionOfTheFactsTest.Version;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Law 4: what did not change is not told again. {@link FoldedTables} refuses a change that is none,
 * here and in all tests that use it.
 */
final class Law4NoNewsNoNoiseTest {

  @Property(tries = 1000)
  void settlingAgainOrSeeingAllOfItAgainTellsNothing(@ForAll("histories") List<Version> history) {
    FoldedTables live = new FoldedTables(Catalogue.builtIn());
    history.forEach(version -> Law1PureFunctionOfTheFactsTest.arrive(live, version));
    live.settle();
    int told = live.changes;

    live.settle();
    history.forEach(version -> Law1PureFunctionOfTheFactsTest.arrive(live, version));
    live.settle();

    assertThat(live.changes).isEqualTo(told);
  }

  @Provide
  static Arbitrary<List<Version>> histories() {
    return Law1PureFunctionOfTheFactsTest.histories();
  }
}
